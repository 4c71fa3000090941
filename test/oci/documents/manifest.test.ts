import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { LumogateError } from "../../../src/model/error.ts";
import { type OciIndex, type OciManifest, parseManifest } from "../../../src/oci/documents/manifest.ts";
import { anImage, anIndex, TYPES } from "../../support/layout.ts";

const IMAGE = anImage({ descriptor: { platform: { os: "linux", architecture: "arm", variant: "v7" } } });
const DIGEST = IMAGE.descriptor.digest;
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

const parse = (document: unknown, announced?: string): OciIndex | OciManifest =>
  parseManifest(
    Buffer.from(typeof document === "string" ? document : JSON.stringify(document)),
    "It",
    announced,
  );

/** An image's manifest with other fields, or other fields in its only layer. */
function manifest(fields: object = {}, layer: object = {}): object {
  const document = JSON.parse(IMAGE.bytes.toString()) as { readonly layers: readonly object[] };
  return { ...document, layers: document.layers.map((one) => ({ ...one, ...layer })), ...fields };
}

function codeOf(document: unknown, announced?: string): { code: string; message: string } {
  try {
    parse(document, announced);
  } catch (error) {
    if (error instanceof LumogateError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "none", message: "" };
}

describe("a manifest", () => {
  it("has a config, and layers, the lowest first", () => {
    const two = anImage({ layers: [[], []] });
    const parsed = parse(two.bytes.toString(), TYPES.manifest);
    expect(parsed).toMatchObject({
      kind: "manifest",
      config: { mediaType: TYPES.config, digest: two.blobs[1]?.descriptor.digest },
      layers: [{ size: two.blobs[2]?.bytes.length }, { digest: two.blobs[3]?.descriptor.digest }],
    });
  });

  it.each([
    ["Docker's", { mediaType: DOCKER_MANIFEST }, DOCKER_MANIFEST],
    ["announced, and of no type of its own", { mediaType: undefined }, TYPES.manifest],
    ["neither announced nor of a type of its own", { mediaType: undefined }, undefined],
    ["without layers, as Go writes none", { layers: null }, TYPES.manifest],
  ])("may be %s", (_what, fields, announced) => {
    expect(parse(manifest(fields), announced).kind).toBe("manifest");
  });

  it.each(["gzip", "zstd"])("may have layers of Docker's types, with %s", (compression) => {
    const mediaType = `application/vnd.docker.image.rootfs.diff.tar.${compression}`;
    expect(parse(manifest({}, { mediaType }))).toMatchObject({ layers: [{ mediaType, isForeign: false }] });
  });

  it.each([
    { mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" },
    { mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" },
    { urls: ["http://10.0.0.1/layer"] },
  ])("tells that a layer lies elsewhere: %o", (layer) => {
    expect(parse(manifest({}, layer))).toMatchObject({ layers: [{ isForeign: true }] });
  });
});

describe("an index", () => {
  it("has images with their platforms and annotations", () => {
    const index = anIndex([IMAGE], { annotations: JSON.parse('{"a":"1","__proto__":"2"}') as object });
    const parsed = parse(index.bytes.toString(), TYPES.index);
    expect(parsed).toMatchObject({
      kind: "index",
      manifests: [{ digest: DIGEST, platform: { os: "linux", architecture: "arm", variant: "v7" } }],
    });
    expect([...parsed.annotations]).toEqual([
      ["a", "1"],
      ["__proto__", "2"],
    ]);
  });

  it("may be Docker's list, and may be empty, as Go writes it", () => {
    expect(parse({ schemaVersion: 2, mediaType: DOCKER_LIST, manifests: null }, DOCKER_LIST)).toMatchObject({
      kind: "index",
      manifests: [],
    });
  });

  it("has a platform only where it names one", () => {
    const empty = { ...IMAGE.descriptor, platform: { os: "", architecture: "" } };
    const parsed = parse({ schemaVersion: 2, manifests: [empty] });
    expect(parsed.kind === "index" && "platform" in (parsed.manifests[0] ?? {})).toBe(false);
  });
});

describe("a document is refused", () => {
  it.each<[string, unknown, string, string]>([
    ["that is no JSON", "foobar", "manifest.malformed", "not JSON"],
    ["that is not UTF-8 to a reader", '\ufeff{"schemaVersion":2}', "manifest.malformed", "not JSON"],
    ["that is a list", [], "manifest.malformed", "not an object"],
    ["that is empty", {}, "manifest.malformed", "neither manifests nor layers"],
    ["that has a key twice", '{"manifests":[],"manifests":[]}', "manifest.malformed", "twice"],
    [
      "that has a key in another case",
      manifest({ Layers: [] }),
      "manifest.malformed",
      '"Layers" is "layers"',
    ],
    ["whose layers are no list", manifest({ layers: {} }), "manifest.malformed", "layers is not a list"],
    ["without a config", manifest({ config: undefined }), "manifest.malformed", "config is not an object"],
    ["whose type is no text", manifest({ mediaType: 1 }), "manifest.malformed", "mediaType"],
    [
      "whose layer has no type",
      manifest({}, { mediaType: "" }),
      "manifest.malformed",
      "mediaType of layers[0]",
    ],
    ["whose layer has no size", manifest({}, { size: undefined }), "manifest.malformed", "size of layers[0]"],
    ["with a negative size", manifest({}, { size: -1 }), "manifest.malformed", "is -1"],
    ["with a size that no number holds", manifest({}, { size: 2 ** 63 }), "manifest.malformed", "size"],
    ["with half a byte", manifest({}, { size: 0.5 }), "manifest.malformed", "is 0.5"],
    ["with addresses that are no list", manifest({}, { urls: "http://x" }), "manifest.malformed", "urls"],
    ["with an annotation that is no text", manifest({ annotations: { a: 1 } }), "manifest.malformed", '"a"'],
    [
      "with a digest that is a path",
      manifest({}, { digest: "sha256:../../x" }),
      "manifest.digest",
      "../../x",
    ],
    [
      "with a digest in capitals",
      manifest({}, { digest: DIGEST.toUpperCase() }),
      "manifest.digest",
      "SHA256",
    ],
    [
      "with a digest that is too long",
      manifest({}, { digest: `${DIGEST}0` }),
      "manifest.digest",
      "no digest",
    ],
    [
      "with a digest and a line more",
      manifest({}, { digest: `${DIGEST}\n` }),
      "manifest.digest",
      "no digest",
    ],
    ["with a digest of sha1", manifest({}, { digest: `sha1:${"0".repeat(40)}` }), "manifest.digest", "sha1"],
    [
      "with one of sha512",
      manifest({}, { digest: `sha512:${"0".repeat(128)}` }),
      "manifest.digest",
      "of sha512,",
    ],
    ["without a digest", manifest({}, { digest: undefined }), "manifest.digest", "undefined"],
    ["of Docker's schema 1", { schemaVersion: 1, fsLayers: [] }, "manifest.unsupported", "schema 1"],
    ["of a schema to come", { schemaVersion: 3, manifests: [] }, "manifest.unsupported", "version 3"],
    [
      "whose layer is encrypted",
      manifest({}, { mediaType: `${TYPES.layer}+gzip+encrypted` }),
      "manifest.unsupported",
      "encrypted",
    ],
    [
      "whose config is of WebAssembly",
      manifest({ config: { ...IMAGE.descriptor, mediaType: "application/vnd.wasm.config.v0+json" } }),
      "manifest.artifact",
      "wasm",
    ],
    [
      "whose layers are those of a signature",
      manifest({}, { mediaType: "application/vnd.dev.cosign.simplesigning.v1+json" }),
      "manifest.artifact",
      "simplesigning",
    ],
    ["whose layer is no tar", squashfsAmongLayers(), "manifest.unsupported", "squashfs"],
    ["that is an index and an image", manifest({ manifests: [] }), "manifest.ambiguous", "index"],
    [
      "that is both, and says nothing of itself",
      manifest({ manifests: [], mediaType: undefined }),
      "manifest.ambiguous",
      "two images",
    ],
  ])("%s", (_what, document, code, part) => {
    const { code: actual, message } = codeOf(document);
    expect(message).toContain(part);
    expect(actual).toBe(code);
  });

  it.each([
    ["of another type than the one announced", manifest(), TYPES.index],
    [
      "of Docker's type where the OCI's was announced",
      manifest({ mediaType: DOCKER_MANIFEST }),
      TYPES.manifest,
    ],
    ["with an image's parts where an index was announced", manifest({ mediaType: undefined }), TYPES.index],
    ["with an index's parts where an image was announced", { manifests: [IMAGE.descriptor] }, TYPES.manifest],
  ])("%s", (_what, document, announced) => {
    expect(codeOf(document, announced).code).toBe("manifest.ambiguous");
  });

  it.each([
    ["of more bytes than any has", " ".repeat(LIMITS.manifestBytes + 1), "manifestBytes"],
    [
      "of more layers than any has",
      manifest({ layers: Array(LIMITS.historyEntries + 1).fill(1) }),
      "historyEntries",
    ],
    [
      "of more images than any has",
      { manifests: Array(LIMITS.indexManifests + 1).fill(1) },
      "indexManifests",
    ],
  ])("%s", (_what, document, limit) => {
    expect(codeOf(document)).toMatchObject({ code: "image.limit", message: expect.stringContaining(limit) });
  });
});

function squashfsAmongLayers(): object {
  const { layers } = manifest() as { readonly layers: readonly object[] };
  return manifest({ layers: [...layers, { ...IMAGE.descriptor, mediaType: "application/vnd.x.squashfs" }] });
}
