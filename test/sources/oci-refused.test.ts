import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { failure } from "../support/archive.ts";
import {
  aJson,
  anImage,
  anIndex,
  blobPath,
  digestOf,
  layoutFiles,
  type TestImage,
  TYPES,
} from "../support/layout.ts";
import { PACKINGS } from "../support/layout-packing.ts";
import { file } from "../support/tar.ts";

const IMAGE = anImage({ layers: [[file("etc/a", "1")], [file("etc/b", "2")]] });
const [MANIFEST = "", CONFIG = "", LAYER = ""] = IMAGE.blobs.map((blob) => blobPath(blob));

/** An image with another manifest, whose descriptor names it rightly. */
function withManifest(change: (manifest: Record<string, unknown>) => object): TestImage {
  const manifest = JSON.parse(IMAGE.bytes.toString()) as Record<string, unknown>;
  const own = aJson(TYPES.manifest, { ...manifest, ...change(manifest) });
  return { ...own, blobs: [own, ...IMAGE.blobs] };
}

type Files = Map<string, string | Uint8Array>;

describe.each(PACKINGS)("an OCI layout in a $name is refused", ({ source, pack }) => {
  it.each<[string, () => Files, string, string]>([
    [
      "without an oci-layout",
      () => layoutFiles([IMAGE], { "oci-layout": null }),
      "layout.unreadable",
      "oci-layout",
    ],
    [
      "whose oci-layout is no JSON",
      () => layoutFiles([IMAGE], { "oci-layout": "1.0.0" }),
      "layout.unreadable",
      "JSON",
    ],
    [
      "of another version",
      () => layoutFiles([IMAGE], { "oci-layout": '{"imageLayoutVersion":"2.0.0"}' }),
      "layout.version",
      '"2.0.0", expected 1.0.0',
    ],
    ["of no version", () => layoutFiles([IMAGE], { "oci-layout": "{}" }), "layout.version", "undefined"],
    ["without an index", () => layoutFiles([IMAGE], { "index.json": null }), "layout.index", "index.json"],
    [
      "whose index is no JSON",
      () => layoutFiles([IMAGE], { "index.json": "foobar" }),
      "manifest.malformed",
      "JSON",
    ],
    [
      "whose index is an image",
      () => layoutFiles([IMAGE], { "index.json": IMAGE.bytes.toString() }),
      "manifest.malformed",
      "expected an index",
    ],
    ["that lists nothing", () => layoutFiles([]), "archive.image", "empty index"],
    [
      "that lists itself as image and index",
      () => layoutFiles([confused()]),
      "manifest.ambiguous",
      "announced",
    ],
    ["without a manifest", () => layoutFiles([IMAGE], { [MANIFEST]: null }), "layout.blob", "lacks"],
    ["without a config", () => layoutFiles([IMAGE], { [CONFIG]: null }), "layout.blob", "lacks"],
    ["without a layer", () => layoutFiles([IMAGE], { [LAYER]: null }), "layout.blob", "lacks"],
    [
      "whose manifest was changed",
      () =>
        layoutFiles([IMAGE], {
          [MANIFEST]: IMAGE.bytes.toString().replace("RUN", "run").replace("2", "3"),
        }),
      "blob.digest",
      "digest",
    ],
    ["whose config was cut", () => layoutFiles([IMAGE], { [CONFIG]: "{}" }), "blob.size", "has 2"],
    [
      "whose layer has a flipped byte",
      () => layoutFiles([IMAGE]).set(LAYER, flipped()),
      "blob.digest",
      "layer 0",
    ],
    [
      "whose layer has bytes behind its end",
      () =>
        layoutFiles([IMAGE]).set(
          LAYER,
          Buffer.concat([IMAGE.blobs[2]?.bytes ?? Buffer.alloc(0), Buffer.alloc(512)]),
        ),
      "blob.size",
      "layer 0",
    ],
    [
      "whose config has more layers than its manifest",
      () => layoutFiles([withManifest(({ layers }) => ({ layers: (layers as object[]).slice(1) }))]),
      "image.layers",
      "has 1 layers, expected the 2",
    ],
    [
      "whose layers are in the wrong order",
      () => layoutFiles([withManifest(({ layers }) => ({ layers: (layers as object[]).toReversed() }))]),
      "image.digest",
      "not made of layer 0",
    ],
    [
      "whose layer lies elsewhere only",
      () =>
        layoutFiles(
          [
            withManifest(({ layers }) => ({
              layers: (layers as object[]).map((one) => ({ ...one, urls: ["http://10.0.0.1/"] })),
            })),
          ],
          {
            [LAYER]: null,
          },
        ),
      "manifest.unsupported",
      "kept elsewhere",
    ],
    [
      "for Windows",
      () => layoutFiles([anImage({ config: { os: "windows" } })]),
      "image.platform",
      "windows/amd64",
    ],
    [
      "whose layer leads out of the image",
      () => layoutFiles([anImage({ layers: [[file("../../x")]] })]),
      "layer.malformed",
      "out",
    ],
    [
      "with indexes within indexes without end",
      () => layoutFiles([nested(LIMITS.indexDepth + 1)]),
      "image.limit",
      "indexDepth",
    ],
    ["with more images than any has", () => layoutFiles([crowded()]), "image.limit", "indexManifests"],
    [
      "with a manifest of more bytes than any has",
      () => layoutFiles([{ ...IMAGE, descriptor: { ...IMAGE.descriptor, size: LIMITS.manifestBytes + 1 } }]),
      "image.limit",
      "manifestBytes",
    ],
  ])("%s", async (_what, files, code, part) => {
    await using packed = await pack(files());
    const { code: actual, message } = await failure(source, packed.path);
    expect(message).toContain(part);
    expect(actual).toBe(code);
  });

  it("but not for a layer that lies elsewhere as well", async () => {
    const foreign = withManifest(({ layers }) => ({
      layers: (layers as object[]).map((one) => ({ ...one, urls: ["http://10.0.0.1/"] })),
    }));
    await using packed = await pack(layoutFiles([foreign]));
    expect((await failure(source, packed.path)).code).toBe("none");
  });
});

/** A manifest that its index calls an index. */
function confused(): TestImage {
  return { ...IMAGE, descriptor: { ...IMAGE.descriptor, mediaType: TYPES.index } };
}

function flipped(): Buffer {
  const bytes = Buffer.from(IMAGE.blobs[2]?.bytes ?? []);
  bytes[513] = (bytes[513] ?? 0) ^ 1;
  return bytes;
}

function nested(depth: number): TestImage {
  return depth === 0 ? IMAGE : anIndex([nested(depth - 1)]);
}

/** Many in all, and in no index too many. */
function crowded(): TestImage {
  const half = Array.from({ length: LIMITS.indexManifests / 2 }, (_, index) => {
    const platform = { os: "linux", architecture: `a${index}` };
    return {
      ...IMAGE,
      descriptor: { ...IMAGE.descriptor, digest: digestOf(Buffer.from(`${index}`)), platform },
    };
  });
  const indexes = [anIndex(half), anIndex(half, { annotations: { a: "b" } })];
  const top = anIndex(indexes);
  return { ...top, blobs: [top, ...indexes] };
}
