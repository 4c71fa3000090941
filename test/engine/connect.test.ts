import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect, isOlder } from "../../src/engine/connect.ts";
import { fakeEngine, type Route, stubTimeouts } from "../support/fake-engine.ts";

const NEVER = new AbortController().signal;

function ping(headers: http.OutgoingHttpHeaders): { "GET /_ping": Route } {
  return { "GET /_ping": (answer) => answer.writeHead(200, headers).end("OK") };
}

describe("connecting", () => {
  it.each([
    ["1.41", "1.41"],
    ["1.45", "1.45"],
    ["1.51", "1.51"],
    ["1.99", "1.51"],
    ["2.0", "1.51"],
  ])("to an engine of version %s speaks %s", async (theirs, ours) => {
    const fake = await fakeEngine(ping({ "api-version": theirs }));
    const engine = await fake.connect();
    expect(engine.apiVersion).toBe(ours);
    await engine.docker.listContainers();
    expect(fake.calls).toEqual(["GET /_ping", "GET /containers/json"]);
  });

  it("to an engine that is too old says which it needs", async () => {
    const fake = await fakeEngine(ping({ "api-version": "1.9" }));
    await expect(fake.connect()).rejects.toMatchObject({
      code: "engine.too-old",
      message: expect.stringContaining("speaks version 1.9") as string,
    });
  });

  it("to something else is an error", async () => {
    const fake = await fakeEngine(ping({ server: "nginx" }));
    await expect(fake.connect()).rejects.toMatchObject({ code: "engine.answer" });
  });

  it("to an engine of Windows containers is an error", async () => {
    const fake = await fakeEngine(ping({ "api-version": "1.41", ostype: "windows" }));
    await expect(fake.connect()).rejects.toMatchObject({ code: "image.platform" });
  });

  it("takes the first of the default sockets that answers", async () => {
    const fake = await fakeEngine();
    const runtime = await folder();
    await mkdir(path.join(runtime, "podman"));
    await symlink(fake.socket, path.join(runtime, "podman/podman.sock"));
    const engine = await connect({ HOME: runtime, XDG_RUNTIME_DIR: runtime }, NEVER);
    // A machine with an engine of its own answers first.
    expect(["unix:///var/run/docker.sock", `unix://${runtime}/podman/podman.sock`]).toContain(engine.url);
  });

  it("names the address where nothing is, and what to do", async () => {
    const gone = path.join(await folder(), "gone.sock");
    await expect(connect({ DOCKER_HOST: `unix://${gone}` }, NEVER)).rejects.toMatchObject({
      code: "engine.unreachable",
      message: expect.stringContaining(gone) as string,
      hint: expect.stringContaining("DOCKER_HOST") as string,
    });
  });

  it("over TCP works, with an IPv6 address too", async () => {
    const server = http.createServer((_asked, answer) => {
      answer.writeHead(200, { "api-version": "1.44", "content-type": "application/json" }).end("[]");
    });
    server.listen(0, "::1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const engine = await connect({ DOCKER_HOST: `tcp://[::1]:${port}` }, NEVER);
    expect(await engine.docker.listContainers()).toEqual([]);
  });

  it("to an engine that does not answer runs out of time", async () => {
    stubTimeouts(50);
    const fake = await fakeEngine({ "GET /_ping": () => undefined });
    await expect(fake.connect()).rejects.toMatchObject({ code: "engine.timeout" });
  });

  it("that is cancelled throws the reason", async () => {
    const cancel = new AbortController();
    const fake = await fakeEngine({ "GET /_ping": () => cancel.abort("enough") });
    await expect(fake.connect(cancel.signal)).rejects.toBe("enough");
  });
});

describe("versions of the API", () => {
  it("compare by numbers", () => {
    expect(isOlder("1.9", "1.41")).toBe(true);
    expect(isOlder("1.41", "1.41")).toBe(false);
    expect(isOlder("2.0", "1.41")).toBe(false);
  });
});

async function folder(): Promise<string> {
  const name = await mkdtemp(path.join(os.tmpdir(), "lumogate-connect-"));
  onTestFinished(() => rm(name, { recursive: true }));
  return name;
}
