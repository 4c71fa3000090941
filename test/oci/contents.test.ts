import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Blob } from "../../src/oci/blob.ts";
import { contentReader } from "../../src/oci/contents.ts";
import type { ReadContent } from "../../src/oci/files.ts";
import { readLayers } from "../../src/oci/read-layers.ts";
import { type File, walk } from "../../src/oci/tree.ts";
import { extractor } from "../support/extractor.ts";
import { blobOf } from "../support/blob.ts";
import { file, tar } from "../support/tar.ts";
import { zstdFrame } from "../support/zstd.ts";

const NEVER = new AbortController().signal;

interface Opened {
  readonly read: ReadContent;
  /** A file by its path in the first layer that has one there. */
  readonly find: (path: string) => File;
}

/** Reads layers, and then gets contents out of others: those of the same images as of then. */
async function open(
  blobs: readonly Blob[],
  later = blobs,
  wanted = (_path: string) => false,
): Promise<Opened> {
  const facts = await readLayers(blobs, { extractor: extractor({ wanted }), signal: NEVER });
  const layers = facts.map((one, index) => ({ facts: one, blob: later[index] ?? blobOf(Buffer.alloc(0)) }));
  const find = (path: string): File => {
    for (const { tree } of facts) {
      const found = walk(tree.root, path, { followLast: false });
      if (found.kind === "found" && found.node.kind === "file") return found.node;
    }
    throw new Error(`no ${path}`);
  };
  return { read: contentReader(layers, NEVER), find };
}

async function textOf({ read, find }: Opened, path: string): Promise<string> {
  return Buffer.from(await read(find(path))).toString();
}

const low = tar([file("a", "one"), file("b", "x".repeat(5000)), file("empty")]);
const high = tar([file("c", "three")]);

describe("the content of a file that was not kept", () => {
  it.each<[string, (bytes: Buffer) => Buffer, boolean, number]>([
    ["a plain layer, by its place", (bytes) => bytes, true, 3],
    ["a plain layer that cannot be read by places", (bytes) => bytes, false, 1],
    ["a layer of gzip", gzipSync, true, 1],
    ["a layer of zstd", zstdFrame, true, 1],
  ])("is read from %s", async (_what, store, isSeekable, reads) => {
    const [first, second] = [blobOf(store(low), { isSeekable }), blobOf(store(high), { isSeekable })];
    const opened = await open([first, second]);
    expect([first.count.opened, second.count.opened]).toEqual([1, 1]);
    const texts = ["b", "a", "c", "empty", "a"].map((path) => textOf(opened, path));
    expect(await Promise.all(texts)).toEqual(["x".repeat(5000), "one", "three", "", "one"]);
    expect([first.count.opened, second.count.opened]).toEqual([1 + reads, 2]);
    expect(await textOf(opened, "a")).toBe("one");
    expect(first.count.closed).toBe(first.count.opened);
  });

  it("is not read another time while somebody holds it", async () => {
    const blob = blobOf(gzipSync(low));
    const { read, find } = await open([blob]);
    const first = await read(find("b"));
    const second = await read(find("b"));
    expect(blob.count.opened).toBe(2);
    expect(second).toBe(first);
  });

  it("is not read at all where it was kept", async () => {
    const blob = blobOf(gzipSync(low));
    const opened = await open([blob], [blob], (path) => path === "a");
    expect(await textOf(opened, "a")).toBe("one");
    expect(blob.count.opened).toBe(1);
  });

  it.each<[string, Buffer, () => Blob]>([
    ["a layer of gzip with other bytes", gzipSync(low), () => blobOf(gzipSync(tar([file("a", "two")])))],
    ["a layer of the same length", low, () => blobOf(swapped(low), { isSeekable: false })],
    ["a plain layer that became shorter", low, () => blobOf(low.subarray(0, 514))],
  ])("is not taken from %s", async (_what, before, after) => {
    const blob = blobOf(before);
    const opened = await open([blob], [after()]);
    await expect(textOf(opened, "a")).rejects.toMatchObject({ code: expect.stringMatching(/^blob\./) });
  });

  it("can be asked for again after a failure", async () => {
    const blob = blobOf(gzipSync(low));
    let isThere = false;
    const moody: Blob = { ...blob, open: () => (isThere ? blob.open() : failing()) };
    const opened = await open([blob], [moody]);
    await expect(textOf(opened, "a")).rejects.toThrow("gone");
    isThere = true;
    expect(await textOf(opened, "a")).toBe("one");
  });
});

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replace("one", "two"), "latin1");
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1);
  await Promise.resolve();
  throw new Error("gone");
}
