import { randomUUID } from "node:crypto";
import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from "@grpc/grpc-js";
import type { Engine } from "../connect.ts";
import { hijack } from "../dial.ts";

/** A gRPC method that BuildKit may call on us. */
export interface Method {
  /** `/package.Service/Method` */
  readonly path: string;
  register(server: Server): void;
}

export interface Session {
  /** By which a build names it. */
  readonly id: string;
  close(): void;
}

/**
 * Opens a BuildKit session: a connection to the engine, turned around, so that BuildKit is the client and calls us
 * for files, secrets and credentials.
 *
 * @throws LumogateError `engine.*`; the reason of the run's signal
 */
export async function openSession(engine: Engine, methods: readonly Method[]): Promise<Session> {
  // It would print to standard error what it dislikes in a header, and that is the Dockerfile's text.
  setLogVerbosity(logVerbosity.NONE);
  const id = randomUUID();
  const server = new Server();
  for (const method of methods) method.register(server);
  const connection = await hijack(engine.docker, {
    method: "POST",
    path: "/session",
    headers: {
      Upgrade: "h2c",
      "X-Docker-Expose-Session-Uuid": id,
      "X-Docker-Expose-Session-Name": "lumogate",
      // BuildKit keeps a context by this key, and of the next with the same key it asks only for files whose size or
      // time differ. A gate must not build from what was sent yesterday.
      "X-Docker-Expose-Session-Sharedkey": id,
      // It calls nothing that is not announced.
      "X-Docker-Expose-Session-Grpc-Method": methods.map(({ path }) => path),
    },
  });
  // Whoever waits for the build learns of a broken connection there.
  connection.on("error", () => undefined);
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
  return {
    id,
    close() {
      server.forceShutdown();
      connection.destroy();
    },
  };
}
