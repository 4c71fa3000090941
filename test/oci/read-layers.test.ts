import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Blob } from "../../src/oci/blob.ts";
import type { LayerFacts } from "../../src/oci/layer-facts.ts";
import { readLayers } from "../../src/oci/read-layers.ts";
import { walk } from "../../src/oci/tree.ts";
import { extractor } from "../support/extractor.ts";
import { blobOf, sha256, silentBlob } from "../support/blob.ts";
import { file, hardlink, tar } from "../support/tar.ts";
import { wideFrame, zstdFrame } from "../support/zstd.ts";

const NEVER = new AbortController().signal;

function read(
  blobs: readonly Blob[],
  wanted: (path: string) => boolean = () => false,
  signal = NEVER,
): Promise<LayerFacts[]> {
  return readLayers(blobs, { extractor: extractor({ wanted }), signal });
}

/** The contents that were kept of a layer, by where they lie in it. */
function captured({ tree, captured: kept }: LayerFacts): Record<string, string> {
  const paths = ["a", "b", "etc/passwd", "link"];
  return Object.fromEntries(
    paths.flatMap((path) => {
      const found = walk(tree.root, path, { followLast: false });
      const content = found.kind === "found" && found.node.kind === "file" ? kept.get(found.node) : undefined;
      return content === undefined ? [] : [[path, Buffer.from(content).toString()]];
    }),
  );
}

const layer = tar([file("a", "first"), file("./etc//passwd", "root"), file("b", "x".repeat(5000))]);

describe("a layer's facts", () => {
  it.each([
    ["none", undefined, layer],
    ["gzip", "gzip", gzipSync(layer)],
    ["zstd", "zstd", zstdFrame(layer)],
  ])("are the same but for how it is stored: %s", async (_name, compression, stored) => {
    const [facts] = await read([blobOf(stored)], () => true);
    expect(facts).toMatchObject({
      digest: sha256(stored),
      storedBytes: stored.length,
      diffId: sha256(layer),
      bytes: layer.length,
    });
    expect(facts?.compression).toBe(compression);
    expect(captured(facts as LayerFacts)).toEqual({ a: "first", b: "x".repeat(5000), "etc/passwd": "root" });
  });

  it("have the contents that are wanted, by their clean paths, and as of the last entry", async () => {
    const twice = tar([file("a", "old"), file("./etc//passwd", "root"), file("b"), file("/a", "new")]);
    const [facts] = await read([blobOf(twice)], (path) => path === "a" || path === "etc/passwd");
    expect(captured(facts as LayerFacts)).toEqual({ a: "new", "etc/passwd": "root" });
    expect(facts?.captured.size).toBe(2);
  });

  it("have a content once where it has several names", async () => {
    const [facts] = await read(
      [blobOf(tar([file("a", "one"), hardlink("link", "a")]))],
      (path) => path === "a",
    );
    expect(captured(facts as LayerFacts)).toEqual({ a: "one", link: "one" });
  });

  it("come in the order of the blobs, and of a blob that is there twice only once", async () => {
    const [small, large] = [blobOf(tar([file("a")])), blobOf(layer)];
    const facts = await read([small, large, small, blobOf(layer)]);
    expect(facts.map(({ digest }) => digest)).toEqual(
      [small, large, small, large].map((blob) => blob.digest),
    );
    expect(facts[2]).toBe(facts[0]);
    expect(small.count.opened + large.count.opened).toBe(2);
  });

  it("are taken of layers that need much memory, too, one after the other", async () => {
    let open = 0;
    const wide = Array.from({ length: 3 }, (_, index) => {
      const stored = Buffer.concat([wideFrame(27), zstdFrame(tar([file(`a${index}`)]))]);
      const blob = blobOf(stored);
      async function* openAlone(): AsyncGenerator<Uint8Array> {
        open += 1;
        blob.count.opened += 1;
        // What is wide shows in the first chunk, after which a layer waits.
        yield stored.subarray(0, 20);
        await new Promise(setImmediate);
        expect(open).toBe(1);
        yield stored.subarray(20);
        open -= 1;
      }
      return { ...blob, open: () => (blob.count.opened === 0 ? blob.open() : openAlone()) };
    });
    const facts = await read([...wide, blobOf(layer)]);
    expect(facts.map(({ digest }) => digest)).toEqual([...wide.map(({ digest }) => digest), sha256(layer)]);
    expect(open).toBe(0);
    expect(wide.map(({ count }) => count.opened)).toEqual(wide.map(() => 2));
  });

  it("are taken of each blob that has no digest", async () => {
    const { digest: _left, ...blob } = blobOf(layer);
    const [first, second] = await read([blob, { ...blob }]);
    expect(first?.digest).toBe(sha256(layer));
    expect(second?.tree).not.toBe(first?.tree);
  });
});

describe("layers are refused", () => {
  const zipped = gzipSync(layer);
  const cut = zipped.subarray(0, zipped.length - 9);
  const garbage = Buffer.concat([zipped, Buffer.from("more")]);
  const wrong = sha256(Buffer.from("another"));
  it.each<[string, string, Blob]>([
    ["shorter than announced", "blob.size", blobOf(layer, { size: layer.length + 1 })],
    ["longer than announced", "blob.size", blobOf(layer, { size: layer.length - 1 })],
    ["of another digest", "blob.digest", blobOf(layer, { digest: wrong })],
    ["of another digest, compressed with gzip", "blob.digest", blobOf(zipped, { digest: wrong })],
    ["of another digest, compressed with zstd", "blob.digest", blobOf(zstdFrame(layer), { digest: wrong })],
    ["that are cut", "compression.damaged", blobOf(cut)],
    ["with something behind them", "compression.damaged", blobOf(garbage)],
    ["that need too much memory", "compression.limit", blobOf(wideFrame(28))],
    ["that are cut before they were compressed", "tar.truncated", blobOf(gzipSync(layer.subarray(0, 3000)))],
  ])("%s: %s", async (_what, code, blob) => {
    await expect(read([blobOf(tar([])), blob])).rejects.toMatchObject({ code });
  });

  it("where what was changed lies behind the tar's end", async () => {
    const padded = Buffer.concat([layer, Buffer.alloc(10_000)]);
    await expect(read([blobOf(padded, { digest: sha256(layer) })])).rejects.toMatchObject({
      code: "blob.digest",
    });
  });
});

describe("reading layers ends", () => {
  const failing = blobOf(layer, { digest: sha256(Buffer.from("another")) });

  it("with the first failure, though others have gone silent", async () => {
    const blobs = [silentBlob(Buffer.concat([layer, layer])), failing];
    await expect(read(blobs)).rejects.toMatchObject({ code: "blob.digest" });
  });

  it("and begins with no other after it", async () => {
    const later = Array.from({ length: 20 }, (_, index) => blobOf(tar([file(`a${index}`)])));
    await expect(read([failing, ...later])).rejects.toMatchObject({ code: "blob.digest" });
    expect(later.filter(({ count }) => count.opened > 0).length).toBeLessThan(10);
    expect(later.filter(({ count }) => count.opened !== count.closed)).toEqual([]);
  });

  it("when it is cancelled, also in the middle", async () => {
    const cancel = new AbortController();
    const reason = new Error("cancelled");
    const reading = read([silentBlob(layer), silentBlob(gzipSync(layer))], () => false, cancel.signal);
    setImmediate(() => cancel.abort(reason));
    await expect(reading).rejects.toBe(reason);
  });

  it.each([
    ["none", layer],
    ["gzip", gzipSync(layer)],
    ["zstd", zstdFrame(layer)],
  ])("and lets go of what it was reading, compressed with %s", async (_name, bytes) => {
    const cancel = new AbortController();
    const closed = Promise.withResolvers<void>();
    async function* open(): AsyncGenerator<Uint8Array> {
      try {
        yield bytes.subarray(0, 20);
        cancel.abort(new Error("cancelled"));
        yield bytes.subarray(20);
      } finally {
        closed.resolve();
      }
    }
    await expect(read([{ ...blobOf(bytes), open }], () => false, cancel.signal)).rejects.toThrow("cancelled");
    await closed.promise;
  });

  it("before it begins where it was cancelled before", async () => {
    const blob = blobOf(layer);
    await expect(read([blob], () => false, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    expect(blob.count.opened).toBe(0);
  });
});
