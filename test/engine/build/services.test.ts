import { rm } from "node:fs/promises";
import path from "node:path";
import type { Server } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { credentialsMethod, secretsMethod } from "../../../src/engine/build/services.ts";
import type { Method } from "../../../src/engine/build/session.ts";
import type { Credentials } from "../../../src/credentials/credentials.ts";
import { makeFolder } from "./folder.ts";

type Handler = (call: { request: object }, reply: (error: object | null, message?: object) => void) => void;

/** Calls a method as gRPC would. */
function call(method: Method, request: object): Promise<object | undefined> {
  return new Promise((resolve, reject) => {
    const register = (_path: string, handler: Handler): void =>
      handler({ request }, (error, message) => (error === null ? resolve(message) : reject(error)));
    method.register({ register } as unknown as Server);
  });
}

const failures: unknown[] = [];
const onFailure = (error: unknown): void => void failures.push(error);

describe("a registry's credentials", () => {
  const known = new Map<string, Credentials>([
    ["a.example", { username: "u", password: "p", serveraddress: "a.example" }],
    ["docker.io", { identitytoken: "t", serveraddress: "https://index.docker.io/v1/" }],
  ]);
  const method = credentialsMethod((registry) => Promise.resolve(known.get(registry)), onFailure);

  it("go out for that registry alone", async () => {
    expect(await call(method, { Host: "a.example" })).toEqual({ Username: "u", Secret: "p" });
    expect(await call(method, { Host: "a.example.evil" })).toEqual({});
  });

  it.each(["registry-1.docker.io", "docker.io", "https://index.docker.io/v1/"])(
    "are Docker Hub's for %s, and a token goes out without a name",
    async (Host) => {
      expect(await call(method, { Host })).toEqual({ Secret: "t" });
    },
  );

  it("that cannot be looked up fail the call, and the reason is kept", async () => {
    const broken = credentialsMethod(() => Promise.reject(new Error("no helper")), onFailure);
    await expect(call(broken, { Host: "a.example" })).rejects.toMatchObject({ code: 13 });
    expect(failures.at(-1)).toEqual(new Error("no helper"));
  });
});

describe("a build's secrets", () => {
  it("are given by their id, from a file or the environment, and nothing else is", async () => {
    const folder = await makeFolder({ token: "from file\n", other: "not asked for" });
    const secrets = [
      { id: "f", file: path.join(folder, "token") },
      { id: "e", env: "TOKEN" },
    ];
    const method = secretsMethod(secrets, { TOKEN: "from env", OTHER: "no" }, onFailure);
    expect(await call(method, { ID: "f" })).toEqual({ data: Buffer.from("from file\n") });
    expect(await call(method, { ID: "e" })).toEqual({ data: Buffer.from("from env") });
    await rm(path.join(folder, "token"));
    await expect(call(method, { ID: "f" })).rejects.toMatchObject({ code: 13 });
    expect(failures.at(-1)).toMatchObject({ code: "build.secret" });
    // NOT_FOUND, which BuildKit takes for optional unless the step requires it.
    for (const ID of ["OTHER", "TOKEN", path.join(folder, "other"), ""]) {
      await expect(call(method, { ID })).rejects.toMatchObject({ code: 5 });
    }
  });
});
