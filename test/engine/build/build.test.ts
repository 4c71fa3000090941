import { describe, expect, it } from "vitest";
import { buildImage, type BuildRequest } from "../../../src/engine/build/index.ts";
import {
  type FakeEngine,
  fakeEngine,
  IMAGE_ID,
  lines,
  refuse,
  type Route,
} from "../../support/fake-engine.ts";
import { addFiles, makeFolder } from "./folder.ts";

const built = lines({ stream: "Step 1/1 : FROM scratch\n" }, { aux: { ID: IMAGE_ID } });

function ping(headers: Record<string, string>): Route {
  return (answer) => answer.writeHead(200, { "api-version": "1.41", ostype: "linux", ...headers }).end("OK");
}

async function build(
  engine: FakeEngine,
  request: Partial<BuildRequest> = {},
  env: NodeJS.ProcessEnv = {},
  signal = new AbortController().signal,
): Promise<{ id: string }> {
  const context = request.context ?? (await makeFolder({ Dockerfile: "FROM scratch\n" }));
  const around = {
    progress: () => undefined,
    signal,
    env: { ...engine.env, ...env },
  };
  return buildImage({ buildArgs: [], secrets: [], pull: false, ...request, context }, around);
}

describe("the builder", () => {
  it.each([
    [
      "Docker 23, which says BuildKit",
      { server: "Docker/23", "builder-version": "2" },
      undefined,
      "POST /session",
    ],
    ["Docker 20.10, which says nothing", { server: "Docker/20.10" }, undefined, "POST /session"],
    [
      "Docker with BuildKit turned off",
      { server: "Docker/20.10", "builder-version": "1" },
      undefined,
      "POST /build",
    ],
    [
      "Docker, where the user turns BuildKit off",
      { server: "Docker/23", "builder-version": "2" },
      "0",
      "POST /build",
    ],
    [
      "Docker, where the user turns BuildKit on",
      { server: "Docker/20.10", "builder-version": "1" },
      "1",
      "POST /session",
    ],
    ["podman", { server: "Libpod/4.3", "builder-version": "" }, undefined, "POST /build"],
    ["podman, whatever the user says", { server: "Libpod/4.3", "builder-version": "" }, "1", "POST /build"],
  ])("of %s is asked", async (_, headers, DOCKER_BUILDKIT, expected) => {
    const engine = await fakeEngine({ "GET /_ping": ping(headers), "POST /build": built });
    await build(engine, {}, { DOCKER_BUILDKIT }).catch(() => undefined);
    expect(engine.calls.find((call) => !call.endsWith("/_ping"))).toBe(expected);
  });
});

describe("a build", () => {
  it("asks for what the user asked for", async () => {
    let asked: URLSearchParams | undefined;
    const engine = await fakeEngine({
      "POST /build": (answer, request, query) => {
        asked = query;
        built(answer, request, query);
      },
    });
    const request = { buildArgs: ["A=1", "B"], target: "app", network: "none", pull: true };
    expect(await build(engine, request, { B: "2" })).toEqual({ id: IMAGE_ID });
    expect(Object.fromEntries(asked ?? [])).toEqual({
      buildargs: '{"A":"1","B":"2"}',
      target: "app",
      networkmode: "none",
      pull: "1",
      dockerfile: "Dockerfile",
      rm: "1",
      forcerm: "1",
    });
  });

  it("shows the credentials of the registries that the Dockerfile names, and of no other", async () => {
    let shown = "";
    const engine = await fakeEngine({
      "POST /build": (answer, request, query) => {
        shown = String(request.headers["x-registry-config"]);
        built(answer, request, query);
      },
    });
    // Its base64 has a "/", which Go's URL alphabet has not.
    const auth = Buffer.from("u:???>>>").toString("base64");
    const auths = { "a.example": { auth }, "b.example": { auth } };
    await addFiles(engine.env["HOME"] ?? "", { ".docker/config.json": JSON.stringify({ auths }) });
    await build(engine, { context: await makeFolder({ Dockerfile: "FROM a.example/app\nFROM debian\n" }) });
    expect(shown).toMatch(/^[\w-]+=*$/);
    expect(JSON.parse(Buffer.from(shown, "base64url").toString())).toEqual({
      "a.example": { username: "u", password: "???>>>", serveraddress: "a.example" },
    });
  });

  it.each([
    [
      "an error in an answer that began well",
      lines({ stream: "x" }, { errorDetail: { message: "boom" }, error: "boom" }),
    ],
    ["a refusal", refuse(400, "boom")],
  ])("fails by %s", async (_, route) => {
    const engine = await fakeEngine({ "POST /build": route });
    await expect(build(engine)).rejects.toMatchObject({
      code: "build.failed",
      message: expect.stringMatching(/Dockerfile failed: boom\.$/),
    });
  });

  it.each([
    ["ends without an image", lines({ stream: "Successfully built 123456789012\n" })],
    ["ends with an image that is none", lines({ aux: { ID: "latest" } })],
  ])("that %s has failed", async (_, route) => {
    await expect(build(await fakeEngine({ "POST /build": route }))).rejects.toMatchObject({
      code: "build.failed",
    });
  });

  it("whose answer breaks off is no success, though the image was named", async () => {
    const engine = await fakeEngine({
      "POST /build": (answer, asked) => {
        asked.resume().once("end", () => {
          answer.write(`${JSON.stringify({ aux: { ID: IMAGE_ID } })}\r\n`, () => answer.destroy());
        });
      },
    });
    await expect(build(engine)).rejects.toMatchObject({ code: "engine.answer" });
  });

  it("stops sending its context when it is cancelled", async () => {
    const cancel = new AbortController();
    const { promise: dropped, resolve: drop } = Promise.withResolvers<boolean>();
    const engine = await fakeEngine({
      "POST /build": (_answer, asked) => {
        asked.once("data", () => cancel.abort(new Error("that is enough")));
        asked.once("close", () => drop(!asked.complete));
        asked.on("error", () => undefined);
      },
    });
    const context = await makeFolder({ Dockerfile: "FROM scratch\n", zero: "0".repeat(10_000_000) });
    await expect(build(engine, { context }, {}, cancel.signal)).rejects.toThrow("that is enough");
    expect(await dropped).toBe(true);
  });

  it("with a secret is not begun where BuildKit is missing", async () => {
    const engine = await fakeEngine({ "POST /build": built });
    await expect(build(engine, { secrets: ["id=t,env=T"] }, { T: "x" })).rejects.toMatchObject({
      code: "build.needs-buildkit",
    });
    expect(engine.calls).not.toContain("POST /build");
  });

  it("with a broken .dockerignore is not begun", async () => {
    const engine = await fakeEngine({ "POST /build": built });
    const context = await makeFolder({ Dockerfile: "FROM scratch\n", ".dockerignore": "[" });
    await expect(build(engine, { context })).rejects.toMatchObject({ code: "build.dockerignore" });
    expect(engine.calls).not.toContain("POST /build");
  });
});
