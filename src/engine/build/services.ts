import { type sendUnaryData, type ServerUnaryCall, status } from "@grpc/grpc-js";
import type { Credentials } from "../../credentials/credentials.ts";
import type { Environment } from "../../credentials/docker-config.ts";
import { type BuildSecret, readSecret } from "./arguments.ts";
import type { Codec } from "../protobuf.ts";
import { MESSAGES } from "./messages.ts";
import type { Method } from "./session.ts";

/** Told why something could not be given: BuildKit would say only that it was not. */
export type OnFailure = (error: unknown) => void;

/** grpc.health.v1.Health: BuildKit asks every five seconds, and drops a session that does not answer. */
export function healthMethod(): Method {
  const SERVING = 1;
  return unary(
    "/grpc.health.v1.Health/Check",
    { request: MESSAGES.healthRequest, response: MESSAGES.healthResponse },
    async () => ({ status: SERVING }),
    () => undefined,
  );
}

/** moby.buildkit.secrets.v1.Secrets: a secret is read, and leaves us, only when a step mounts it. */
export function secretsMethod(
  secrets: readonly BuildSecret[],
  env: Environment,
  onFailure: OnFailure,
): Method {
  return unary(
    "/moby.buildkit.secrets.v1.Secrets/GetSecret",
    { request: MESSAGES.secretRequest, response: MESSAGES.secretResponse },
    async ({ ID }) => {
      const secret = secrets.find(({ id }) => id === ID);
      return secret === undefined ? undefined : { data: await readSecret(secret, env) };
    },
    onFailure,
  );
}

/** Credentials for one registry; undefined: none, so that BuildKit pulls anonymously. */
export type CredentialsFor = (registry: string) => Promise<Credentials | undefined>;

/** moby.filesync.v1.Auth: a registry's credentials go out only when BuildKit asks for that very registry. */
export function credentialsMethod(credentialsFor: CredentialsFor, onFailure: OnFailure): Method {
  return unary(
    "/moby.filesync.v1.Auth/Credentials",
    { request: MESSAGES.credentialsRequest, response: MESSAGES.credentialsResponse },
    async ({ Host }) => {
      const found = await credentialsFor(registryOf(Host));
      if (found === undefined) return {};
      // A secret without a user name is a token for the registry's token server.
      if ("identitytoken" in found) return { Secret: found.identitytoken };
      return { Username: found.username, Secret: found.password };
    },
    onFailure,
  );
}

/** Docker Hub has three names: one to write, one to pull from, and one in docker's config.json. */
function registryOf(host: string): string {
  return ["registry-1.docker.io", "index.docker.io", "https://index.docker.io/v1/"].includes(host)
    ? "docker.io"
    : host;
}

/** @param answer undefined: there is no such thing */
function unary<Request extends object, Response extends object>(
  path: string,
  { request, response }: { request: Codec<Request>; response: Codec<Response> },
  answer: (message: Request) => Promise<Response | undefined>,
  onFailure: OnFailure,
): Method {
  const handle = (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
    answer(call.request).then(
      (message) =>
        message === undefined
          ? reply({ code: status.NOT_FOUND, details: "the client has none" })
          : reply(null, message),
      (error: unknown) => {
        onFailure(error);
        reply({ code: status.INTERNAL, details: "the client failed" });
      },
    );
  };
  return {
    path,
    register: (server) => server.register(path, handle, response.encode, request.decode, "unary"),
  };
}
