import { describe, expect, it } from "vitest";
import { imageLayers, inspectImage } from "../../src/engine/image.ts";
import {
  aHistory,
  anInspection,
  fakeEngine,
  IMAGE_ID,
  json,
  LAYER_ID,
  refuse,
  type Route,
} from "../support/fake-engine.ts";

const HISTORY = `GET /images/${IMAGE_ID}/history`;
const INSPECT = "GET /images/app/json";

describe("an image that the engine has", () => {
  it("is described as the inventory has it", async () => {
    const engine = await (await fakeEngine()).connect();
    const image = await inspectImage(engine, "app");
    expect(image?.identity).toEqual({
      reference: "app",
      id: IMAGE_ID,
      repoTags: ["app:1"],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64" },
      created: "2024-01-01T00:00:00Z",
      size: 3,
    });
    expect(image?.config).toMatchObject({ cmd: ["sh"], env: ["TOKEN"], labels: { a: "b" } });
    expect(JSON.stringify(image)).not.toContain("canary");
  });

  it("has layers in build order, asked for by its ID", async () => {
    const fake = await fakeEngine();
    const engine = await fake.connect();
    const image = await inspectImage(engine, "app");
    expect(image && (await imageLayers(engine, image))).toEqual({
      layers: [
        {
          index: 0,
          createdBy: "COPY a /a # buildkit",
          created: "2023-11-14T22:13:20Z",
          diffId: LAYER_ID,
          empty: false,
        },
        { index: 1, createdBy: 'CMD ["sh"]', created: "2023-11-14T22:13:21Z", empty: true },
      ],
      stored: [{ diffId: LAYER_ID, size: 3 }],
      gaps: [],
    });
    expect(fake.calls).toContain(HISTORY);
  });

  it("says nothing where nothing is known: Go's zero time, an empty variant", async () => {
    const unsaid = {
      ...anInspection,
      Created: "0001-01-01T00:00:00Z",
      Variant: "",
      RepoTags: null,
      Config: null,
    };
    const engine = await (await fakeEngine({ [INSPECT]: json(unsaid) })).connect();
    const image = await inspectImage(engine, "app");
    expect(image?.identity).not.toHaveProperty("created");
    expect(image?.identity.platform).not.toHaveProperty("variant");
    expect(image?.identity.repoTags).toEqual([]);
  });

  it.each([
    ["a manifest", "application/vnd.oci.image.manifest.v1+json", "sha256:1", undefined],
    ["a manifest of Docker's", "application/vnd.docker.distribution.manifest.v2+json", "sha256:1", undefined],
    ["an index", "application/vnd.oci.image.index.v1+json", undefined, "sha256:1"],
    [
      "an index of Docker's",
      "application/vnd.docker.distribution.manifest.list.v2+json",
      undefined,
      "sha256:1",
    ],
  ])(
    "has the digest of what the engine's store tells: of %s",
    async (_what, mediaType, digest, indexDigest) => {
      const inspection = { ...anInspection, Descriptor: { mediaType, digest: "sha256:1", size: 1 } };
      const engine = await (await fakeEngine({ [INSPECT]: json(inspection) })).connect();
      const identity = (await inspectImage(engine, "app"))?.identity;
      expect([identity?.digest, identity?.indexDigest]).toEqual([digest, indexDigest]);
    },
  );

  it.each([
    ["no ID", { Id: "" }, "engine.answer"],
    ["a short ID", { Id: "abcdef123456" }, "engine.answer"],
    ["Windows", { Os: "windows" }, "image.platform"],
    ["an architecture that is no word", { Architecture: null }, "image.config"],
    ["tags that are no list", { RepoTags: "app:1" }, "image.config"],
    ["labels that are no words", { Config: { Labels: { a: 1 } } }, "image.config"],
  ])("is refused with %s", async (_what, part, code) => {
    const engine = await (await fakeEngine({ [INSPECT]: json({ ...anInspection, ...part }) })).connect();
    await expect(inspectImage(engine, "app")).rejects.toMatchObject({ code });
  });

  it("is none where the engine knows none, and an error where the engine fails", async () => {
    const engine = await (await fakeEngine({ "GET /images/bad/json": refuse(500, "disk full") })).connect();
    expect(await inspectImage(engine, "unknown")).toBeUndefined();
    await expect(inspectImage(engine, "bad")).rejects.toMatchObject({ code: "engine.refused" });
  });
});

function asking(apiVersion: string, asked: (query: URLSearchParams) => void): Record<string, Route> {
  const answerOf =
    (value: unknown): Route =>
    (answer, request, query) => {
      asked(query);
      json(value)(answer, request, query);
    };
  return {
    "GET /_ping": (answer) => answer.writeHead(200, { "api-version": apiVersion }).end("OK"),
    [INSPECT]: answerOf({ ...anInspection, Architecture: "arm64", Variant: "v8" }),
    [HISTORY]: answerOf(aHistory),
  };
}

describe("a platform", () => {
  it.each([
    ["1.48", undefined],
    ["1.49", '{"os":"linux","architecture":"arm64"}'],
  ])("is asked for where the engine's API (%s) knows how", async (apiVersion, expected) => {
    const asked: (string | null)[] = [];
    const fake = await fakeEngine(asking(apiVersion, (query) => asked.push(query.get("platform"))));
    const engine = await fake.connect();
    const platform = { os: "linux", architecture: "arm64" };
    const image = await inspectImage(engine, "app", platform);
    if (image !== undefined) await imageLayers(engine, image, platform);
    expect(asked).toEqual([expected ?? null, expected ?? null]);
  });

  it.each([
    [{ os: "linux", architecture: "arm64" }, true],
    [{ os: "linux", architecture: "arm64", variant: "v8" }, true],
    [{ os: "linux", architecture: "arm64", variant: "v7" }, false],
    [{ os: "linux", architecture: "amd64" }, false],
  ])("other than the image's is not it: %j", async (platform, found) => {
    const engine = await (await fakeEngine(asking("1.41", () => undefined))).connect();
    expect((await inspectImage(engine, "app", platform)) !== undefined).toBe(found);
  });
});

async function layersWith(route: Route): ReturnType<typeof imageLayers> {
  const engine = await (await fakeEngine({ [HISTORY]: route })).connect();
  const image = await inspectImage(engine, "app");
  if (image === undefined) throw new Error("There is no image.");
  return imageLayers(engine, image);
}

describe("an image's history", () => {
  it("that the engine itself finds contradictory leaves a gap", async () => {
    const { layers, gaps } = await layersWith(refuse(500, "too many non-empty layers in History section"));
    expect(layers).toEqual([{ index: 0, diffId: LAYER_ID, empty: false }]);
    expect(gaps).toMatchObject([{ code: "layers.history", affects: ["layers"] }]);
  });

  it("that the engine has none of, as Go writes an empty list, leaves a gap and the layers", async () => {
    const { layers, gaps } = await layersWith(json(null));
    expect(layers).toEqual([{ index: 0, diffId: LAYER_ID, empty: false }]);
    expect(gaps).toMatchObject([{ code: "layers.history", affects: ["layers"] }]);
  });

  it("that the engine fails over leaves a gap, with its words", async () => {
    const { gaps } = await layersWith(refuse(500, "nil pointer dereference"));
    expect(gaps).toMatchObject([{ reason: expect.stringContaining("nil pointer dereference") as string }]);
  });

  it("that is gone with its image is an error", async () => {
    await expect(layersWith(refuse(404, "No such image"))).rejects.toMatchObject({ code: "image.gone" });
  });

  it.each([
    ["no list", {}, "engine.answer"],
    ["a step of no shape", [{ Created: 1 }], "engine.answer"],
    ["a time that there is not", [{ Created: 1e15, CreatedBy: "", Size: 0 }], "engine.answer"],
    ["steps without end", Array.from({ length: 5000 }, () => aHistory[0]), "image.limit"],
  ])("with %s is an error", async (_what, answer, code) => {
    await expect(layersWith(json(answer))).rejects.toMatchObject({ code });
  });
});
