import { describe, expect, it } from "vitest";
import type { OpenImage } from "../../src/model/image.ts";
import { container } from "../../src/sources/container.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import { archive, tarOf } from "../support/fake-archive.ts";
import {
  anInspection,
  fakeEngine,
  type FakeEngine,
  IMAGE_ID,
  json,
  type Routes,
} from "../support/fake-engine.ts";
import { extractor } from "../support/extractor.ts";
import { sourceContext } from "../support/source-context.ts";

const CONTAINER = {
  Id: "c1",
  Image: IMAGE_ID,
  Config: { User: "app", Env: ["TOKEN=secret"], Labels: { own: "yes" }, Cmd: ["run"] },
  Mounts: [],
  HostConfig: {},
};

function routes(part: object = {}): Routes {
  return {
    "GET /containers/web/json": json({ ...CONTAINER, ...part }),
    [`GET /images/${IMAGE_ID}/json`]: json(anInspection),
  };
}

async function open(fake: FakeEngine, part: Partial<SourceContext> = {}): Promise<OpenImage> {
  const [found] = await container.find("web", sourceContext({ env: fake.env, ...part }));
  if (found === undefined) throw new Error("There is none.");
  return found.open();
}

describe("a container", () => {
  it("is described by its own config and by its image, under its own name", async () => {
    const image = await open(await fakeEngine(routes()));
    expect(image.identity).toMatchObject({
      reference: "web",
      id: IMAGE_ID,
      platform: { architecture: "amd64" },
    });
    expect(image.identity).not.toHaveProperty("size");
    expect(image.config).toMatchObject({ user: "app", env: ["TOKEN"], labels: { own: "yes" }, cmd: ["run"] });
    expect(image.layers).toHaveLength(2);
    expect(image).not.toHaveProperty("history");
    expect(image.gaps).toEqual([]);
  });

  it("is only looked at: no call but GET and HEAD", async () => {
    const content = { stat: { size: 1 }, tar: await tarOf({ name: "file", content: "x" }) };
    const fake = await fakeEngine({ ...routes(), ...archive({ "/file": content }) });
    const image = await open(fake);
    expect(await image.files.readFile("/file")).toMatchObject({ kind: "file", bytes: Buffer.from("x") });
    await image.close();
    expect(fake.calls.filter((call) => !/^(?:GET|HEAD) /.test(call))).toEqual([]);
  });

  it("of an image that is gone says what is not known because of it", async () => {
    const fake = await fakeEngine({ "GET /containers/web/json": json(CONTAINER) });
    const image = await open(fake);
    expect(image.layers).toEqual([]);
    expect(image.identity).toEqual({ reference: "web", id: IMAGE_ID, repoTags: [], repoDigests: [] });
    expect(image.gaps).toMatchObject([{ code: "container.image-gone", affects: ["image", "layers"] }]);
  });

  it.each([
    ["is not there", "gone", "container.not-found"],
    ["has a name that is a path of the API", "../images/app", "container.name"],
  ])("that %s is an error", async (_what, name, code) => {
    const fake = await fakeEngine(routes());
    await expect(container.find(name, sourceContext({ env: fake.env }))).rejects.toMatchObject({ code });
  });

  it("that is not there names the engine that was asked", async () => {
    const fake = await fakeEngine();
    await expect(container.find("gone", sourceContext({ env: fake.env }))).rejects.toMatchObject({
      message: expect.stringContaining(fake.socket) as string,
    });
  });

  it("for another platform than the one wanted is an error", async () => {
    const fake = await fakeEngine(routes());
    const platform = { os: "linux", architecture: "arm64" };
    await expect(open(fake, { platform })).rejects.toMatchObject({ code: "image.platform" });
    expect((await open(fake, { platform: "all" })).identity.platform).toEqual({
      os: "linux",
      architecture: "amd64",
    });
  });

  it.each([
    ["no object", []],
    ["no ID", { ...CONTAINER, Id: "" }],
    ["an image that is none", { ...CONTAINER, Image: "app:1" }],
    ["mounts that are no list", { ...CONTAINER, Mounts: {} }],
    ["a mount that lies nowhere", { ...CONTAINER, Mounts: [{ Type: "bind" }] }],
  ])("that an engine describes with %s is an error", async (_what, answer) => {
    const fake = await fakeEngine({ "GET /containers/web/json": json(answer) });
    await expect(open(fake)).rejects.toMatchObject({ code: "engine.answer" });
  });
});

describe("what is mounted in a container", () => {
  const mounted = routes({
    Mounts: [{ Type: "volume", Destination: "/data" }],
    HostConfig: { Tmpfs: { "/run": "" } },
  });

  it("is said, each place once", async () => {
    const { gaps } = await open(await fakeEngine(mounted));
    expect(gaps.map(({ code, path }) => [code, path])).toEqual([
      ["container.mount", "/data"],
      ["container.mount", "/run"],
    ]);
  });

  it("may hide packages and files where all of them are looked for", async () => {
    const fake = await fakeEngine(mounted);
    const [whole, parts] = await Promise.all([
      open(fake, { extractor: extractor({ headBytes: 1 }) }),
      open(fake, { extractor: extractor({ headBytes: 0 }) }),
    ]);
    const both = ["packages", "files"];
    expect(whole.gaps.map(({ affects }) => affects)).toEqual([both, both]);
    expect(parts.gaps.map(({ affects }) => affects)).toEqual([[], []]);
  });

  it("is not taken for the container's own files, by whatever path", async () => {
    const content = { stat: { size: 1 }, tar: await tarOf({ name: "status", content: "x" }) };
    const link = { stat: { size: 0, mode: 0x0800_0000, linkTarget: "/data/status" } };
    const paths = { "/data/status": content, "/link": link, "/database": content };
    const { files } = await open(await fakeEngine({ ...mounted, ...archive(paths) }));
    expect(await files.readFile("/data/status")).toMatchObject({ kind: "unreadable" });
    expect(await files.readFile("/data/none")).toMatchObject({ kind: "unreadable" });
    expect(await files.readFile("/link")).toMatchObject({ kind: "unreadable", path: "/data/status" });
    expect(await files.readDirectory("/data")).toMatchObject({ kind: "unreadable" });
    expect(await files.readFile("/database")).toMatchObject({ kind: "file" });
  });

  it("is told apart from the files beside it in one directory", async () => {
    const tar = await tarOf(
      { name: "etc/", type: "directory" },
      { name: "etc/a", content: "a" },
      { name: "etc/b", content: "b" },
    );
    const bind = routes({ Mounts: [{ Type: "bind", Destination: "/etc/b" }] });
    const etc = { "/etc": { stat: { size: 0, mode: 0x8000_0000 }, tar } };
    const { files } = await open(await fakeEngine({ ...bind, ...archive(etc) }));
    const answer = await files.readDirectory("/etc");
    if (answer.kind !== "directory") throw new Error(`It is ${answer.kind}.`);
    expect(answer.files.map(({ path }) => path)).toEqual(["/etc/a"]);
    expect(answer.unreadable.map(({ path }) => path)).toEqual(["/etc/b"]);
  });
});
