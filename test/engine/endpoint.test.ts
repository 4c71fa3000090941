import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/engine/connect.ts";
import { findEndpoints, findPodmanEndpoints, parseHost } from "../../src/engine/endpoint.ts";

let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "lumogate-home-"));
  await mkdir(path.join(home, ".docker"));
});
afterAll(() => rm(home, { recursive: true }));

async function writeContext(name: string, docker: object, files: readonly string[] = []): Promise<void> {
  const folder = createHash("sha256").update(name).digest("hex");
  const meta = path.join(home, ".docker/contexts/meta", folder);
  await mkdir(meta, { recursive: true });
  await writeFile(path.join(meta, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker } }));
  const tls = path.join(home, ".docker/contexts/tls", folder, "docker");
  if (files.length > 0) await mkdir(tls, { recursive: true });
  for (const file of files) await writeFile(path.join(tls, file), `PEM of ${name}`);
}

describe("an engine's address", () => {
  it.each([
    ["unix:///run/x.sock", { kind: "socket", path: "/run/x.sock" }],
    ["npipe:////./pipe/docker_engine", { kind: "socket", path: "\\\\.\\pipe\\docker_engine" }],
    ["tcp://10.0.0.1:2000", { kind: "tcp", host: "10.0.0.1", port: 2000 }],
    ["tcp://build.example", { kind: "tcp", host: "build.example", port: 2375 }],
    ["http://build.example:80/", { kind: "tcp", host: "build.example", port: 80 }],
    ["build.example:99", { kind: "tcp", host: "build.example", port: 99 }],
    ["tcp://[::1]:2375", { kind: "tcp", host: "::1", port: 2375 }],
    ["ssh://ci@build.example:22", { kind: "ssh", host: "build.example", user: "ci", port: 22 }],
    ["ssh://build.example", { kind: "ssh", host: "build.example" }],
  ])("%s is understood", (host, expected) => {
    expect(parseHost(host, "DOCKER_HOST")).toEqual({ ...expected, url: host });
  });

  it.each([
    ["unix://", "no path"],
    ["tcp://", "no host"],
    ["tcp://a:b:c", "no host"],
    ["tcp://host/prefix", "path"],
    ["fd://3", "not a transport"],
    ["ssh://-oProxyCommand=x@host", "user"],
    ["ssh://-oProxyCommand=x", "host"],
  ])("%s is refused in a sentence", (host, reason) => {
    expect(() => parseHost(host, "DOCKER_HOST")).toThrow(
      expect.objectContaining({ code: "engine.host", message: expect.stringContaining(reason) as string }),
    );
  });
});

describe("the engine that is meant", () => {
  it("is DOCKER_HOST's, whatever the context", async () => {
    await writeContext("prod", { Host: "tcp://prod:1" });
    const env = { HOME: home, DOCKER_HOST: "unix:///a.sock", DOCKER_CONTEXT: "prod" };
    expect(await findEndpoints(env)).toMatchObject({
      candidates: [{ kind: "socket", path: "/a.sock", url: "unix:///a.sock" }],
      from: "DOCKER_HOST",
    });
  });

  it("is DOCKER_CONTEXT's, before the current context", async () => {
    await writeContext("one", { Host: "unix:///one.sock" });
    await writeContext("two", { Host: "unix:///two.sock" });
    await writeFile(path.join(home, ".docker/config.json"), '{ "currentContext": "one" }');
    const current = await findEndpoints({ HOME: home });
    const chosen = await findEndpoints({ HOME: home, DOCKER_CONTEXT: "two" });
    await rm(path.join(home, ".docker/config.json"));
    expect(current.candidates[0]?.url).toBe("unix:///one.sock");
    expect(chosen.candidates[0]?.url).toBe("unix:///two.sock");
  });

  it("is looked for at the default sockets, podman's last, where the context is the default one", async () => {
    const env = { HOME: home, XDG_RUNTIME_DIR: "/run/user/7", DOCKER_CONTEXT: "default" };
    const { candidates } = await findEndpoints(env, "linux");
    expect(candidates.map(({ url }) => url)).toEqual([
      "unix:///var/run/docker.sock",
      "unix:///run/user/7/docker.sock",
      `unix://${home}/.docker/run/docker.sock`,
      "unix:///run/user/7/podman/podman.sock",
      "unix:///run/podman/podman.sock",
    ]);
  });

  it("has the certificates of its context", async () => {
    await writeContext("tls", { Host: "tcp://far" }, ["ca.pem", "cert.pem", "key.pem"]);
    const { candidates } = await findEndpoints({ HOME: home, DOCKER_CONTEXT: "tls" });
    const pem = Buffer.from("PEM of tls");
    expect(candidates).toEqual([
      {
        kind: "tcp",
        host: "far",
        port: 2376,
        url: "tcp://far",
        tls: { ca: pem, cert: pem, key: pem, verify: true },
      },
    ]);
  });

  it("is spoken to without checking its certificate only where the context says so", async () => {
    await writeContext("lax", { Host: "tcp://far", SkipTLSVerify: true });
    const { candidates } = await findEndpoints({ HOME: home, DOCKER_CONTEXT: "lax" });
    expect(candidates).toMatchObject([{ tls: { verify: false } }]);
  });

  it("is spoken to over TLS where DOCKER_TLS_VERIFY says so, and not for certificates alone", async () => {
    await writeFile(path.join(home, "ca.pem"), "CA");
    const env = { HOME: home, DOCKER_HOST: "tcp://far", DOCKER_CERT_PATH: home };
    const [plain] = (await findEndpoints(env)).candidates;
    const [secure] = (await findEndpoints({ ...env, DOCKER_TLS_VERIFY: "1" })).candidates;
    expect(plain).toEqual({ kind: "tcp", host: "far", port: 2375, url: "tcp://far" });
    expect(secure).toMatchObject({ port: 2376, tls: { ca: Buffer.from("CA"), verify: true } });
  });

  it("is an error where the context is unknown, which names those there are", async () => {
    await writeContext("prod", { Host: "tcp://prod:1" });
    await expect(findEndpoints({ HOME: home, DOCKER_CONTEXT: "prdo" })).rejects.toMatchObject({
      code: "engine.context",
      message: 'There is no docker context "prdo". Did you mean "prod"?',
      hint: expect.stringMatching(/default, .*prod/) as string,
    });
  });

  it.each([
    ["no JSON", "{ oops"],
    ["no object", "[]"],
  ])("is an error where docker's configuration is %s, without a word of it", async (_what, content) => {
    const file = path.join(home, ".docker/config.json");
    await writeFile(file, `${content} "auth": "c2VjcmV0"`);
    const failure = findEndpoints({ HOME: home });
    await expect(failure).rejects.toMatchObject({ code: "engine.docker-config" });
    await expect(failure).rejects.not.toThrow(/c2VjcmV0/);
    await rm(file);
  });

  it("is an error where one of key and certificate is missing", async () => {
    const folder = path.join(home, "half");
    await mkdir(folder);
    await writeFile(path.join(folder, "cert.pem"), "x");
    const env = { DOCKER_HOST: "tcp://far", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder, HOME: home };
    await expect(findEndpoints(env)).rejects.toMatchObject({ code: "engine.tls" });
  });
});

describe("podman's service", () => {
  it("is where CONTAINER_HOST says, whatever DOCKER_HOST says", async () => {
    const env = {
      CONTAINER_HOST: "unix:///a.sock",
      DOCKER_HOST: "unix:///b.sock",
      XDG_RUNTIME_DIR: "/run/me",
    };
    const { candidates, from } = await findPodmanEndpoints(env);
    expect(candidates.map(({ url }) => url)).toEqual(["unix:///a.sock"]);
    expect(from).toBe("CONTAINER_HOST");
  });

  it("is the user's own, else the system's, and none of Docker's", async () => {
    const { candidates } = await findPodmanEndpoints({
      XDG_RUNTIME_DIR: "/run/me",
      DOCKER_HOST: "unix:///b.sock",
    });
    expect(candidates.map(({ url }) => url)).toEqual([
      "unix:///run/me/podman/podman.sock",
      "unix:///run/podman/podman.sock",
    ]);
  });

  it("that is not started is an error that says how to start it", async () => {
    const env = { CONTAINER_HOST: `unix://${home}/none.sock` };
    await expect(connect(env, new AbortController().signal, findPodmanEndpoints)).rejects.toMatchObject({
      code: "engine.unreachable",
      message: expect.stringContaining(`${home}/none.sock`) as string,
      hint: expect.stringContaining("podman system service") as string,
    });
  });
});
