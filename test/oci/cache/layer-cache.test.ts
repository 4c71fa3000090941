import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DiskCache } from "../../../src/disk-cache.ts";
import { LIMITS } from "../../../src/limits.ts";
import type { Blob } from "../../../src/oci/blob.ts";
import { LayerBudget } from "../../../src/oci/layer-budget.ts";
import { openLayerCache } from "../../../src/oci/cache/layer-cache.ts";
import type { LayerFacts } from "../../../src/oci/layer-facts.ts";
import { readLayers } from "../../../src/oci/read-layers.ts";
import type { File } from "../../../src/oci/tree.ts";
import { extractor } from "../../support/extractor.ts";
import { file, inChunks, tar } from "../../support/tar.ts";
import { describeTree, digestOf, factsOf, tarEntry } from "../../support/tree.ts";

let cacheDirectory: string;

beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(os.tmpdir(), "lumogate-layer-cache-"));
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

const BASE = gzipSync(tar([file("etc/os-release", "ID=debian\n"), file("usr/bin/perl", "#!")]));
const UPPER = tar([file("var/lib/dpkg/status", "Package: x\n")]);

interface CountedBlob extends Blob {
  /** How many bytes have been given. */
  given: number;
}

/** @param digest what the manifest says; left out: what is true */
function blobOf(bytes: Buffer, digest = sha256(bytes)): CountedBlob {
  const blob: CountedBlob = {
    what: "layer of the test's",
    digest,
    size: bytes.length,
    isSeekable: false,
    given: 0,
    open: async function* () {
      for await (const chunk of inChunks(bytes)) {
        blob.given += chunk.length;
        yield chunk;
      }
    },
  };
  return blob;
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

const isWanted = (name: string): boolean => name === "var/lib/dpkg/status" || name === "etc/os-release";

/** By a run of its own. */
function read(...blobs: readonly Blob[]): Promise<LayerFacts[]> {
  return readLayers(blobs, {
    extractor: extractor({ wanted: isWanted }),
    cacheDirectory,
    signal: new AbortController().signal,
  });
}

function shown({ tree, captured, ...facts }: LayerFacts): unknown {
  const contents = [...captured.values()].map(String);
  return {
    ...facts,
    contents,
    tree: describeTree(tree.root).map((line) => line),
  };
}

async function entries(): Promise<string[]> {
  const folder = path.join(cacheDirectory, "layers");
  return (await readdir(folder).catch(() => [])).map((name) => path.join(folder, name));
}

describe("layers that were read before", () => {
  test("are not read again, and say the same", async () => {
    const cold = await read(blobOf(BASE), blobOf(UPPER));
    const blobs = [blobOf(BASE), blobOf(UPPER)];
    const warm = await read(...blobs);
    expect(blobs.map(({ given }) => given)).toEqual([0, 0]);
    expect(warm.map(shown)).toEqual(cold.map(shown));
    expect(warm.map(({ captured }) => captured.size)).toEqual([1, 1]);
  });

  test("are not read again for another image on the same base: only what is new is", async () => {
    await read(blobOf(BASE), blobOf(UPPER));
    const other = tar([file("app", "2")]);
    const [base, app] = [blobOf(BASE), blobOf(other)];
    await read(base, app);
    expect([base.given, app.given]).toEqual([0, other.length]);
  });

  test("take no more memory for contents than layers that are read", () => {
    const { tree, ...facts } = factsOf([
      tarEntry({ name: "a", size: 2 }),
      tarEntry({ name: "b", size: 1, offset: 1536 }),
    ]);
    const contents = [...tree.root.children.values()].flatMap((node): [File, Uint8Array][] =>
      node.kind === "file" ? [[node, Buffer.alloc(node.size)]] : [],
    );
    const budget = new LayerBudget();
    expect(budget.takeContent(LIMITS.capturedBytes - 2)).toBe(true);
    const kept = budget.keepContents({ ...facts, tree, captured: new Map(contents) });
    expect([...kept.captured.keys()]).toEqual([tree.root.children.get("a")]);
    expect(kept.tree).toBe(tree);
  });

  test("are read again where a size tells that they are others", async () => {
    await read(blobOf(BASE));
    const lying = { ...blobOf(BASE), size: BASE.length + 1 };
    await expect(read(lying)).rejects.toMatchObject({ code: expect.stringMatching(/^blob\./) as string });
  });
});

test("a layer without a digest is not kept, since nobody could ask for it", async () => {
  const { digest: _, ...blob } = blobOf(BASE);
  await read(blob);
  expect(await entries()).toEqual([]);
});

describe("a layer that claims to be a clean one", () => {
  const clean = blobOf(BASE).digest;

  test("is not kept under the clean one's name, nor under any", async () => {
    await expect(read(blobOf(UPPER, clean))).rejects.toMatchObject({
      code: expect.stringMatching(/^blob\./) as string,
    });
    expect(await entries()).toEqual([]);
    const [facts] = await read(blobOf(BASE));
    expect(facts?.digest).toBe(clean);
  });

  test("gets nothing by an entry that was copied to its name", async () => {
    await read(blobOf(BASE));
    const [cleanEntry = ""] = await entries();
    const good = await readFile(cleanEntry);
    await read(blobOf(UPPER));
    const other = (await entries()).find((name) => name !== cleanEntry) ?? "";
    await writeFile(other, good);
    const blob = blobOf(UPPER);
    const [facts] = await read(blob);
    expect([facts?.digest, blob.given]).toEqual([blob.digest, UPPER.length]);
  });
});

describe("an entry is as none, and the layer is read,", () => {
  test.each<[string, (entry: Buffer) => Uint8Array]>([
    ["edited", (entry) => Buffer.from(entry.toString("latin1").replace("ID=debian", "ID=alpine"), "latin1")],
    ["half written", (entry) => entry.subarray(0, entry.length / 2)],
    ["empty", () => Buffer.alloc(0)],
  ])("where it is %s", async (_what, damage) => {
    const cold = await read(blobOf(BASE));
    const [entry = ""] = await entries();
    await writeFile(entry, damage(await readFile(entry)));
    const blob = blobOf(BASE);
    expect((await read(blob)).map(shown)).toEqual(cold.map(shown));
    expect(blob.given).toBe(BASE.length);
    const again = blobOf(BASE);
    await read(again);
    expect(again.given).toBe(0);
  });

  test("where its checksum is right and its content is not", async () => {
    const facts = factsOf([tarEntry({ name: "a" })]);
    const get = vi.spyOn(DiskCache.prototype, "get");
    for (const content of [Buffer.alloc(0), Buffer.alloc(8), Buffer.alloc(100, 0xff), Buffer.from("{}")]) {
      get.mockResolvedValueOnce(content);
      expect(await openLayerCache(cacheDirectory, extractor()).get(facts.digest, "layer")).toBeUndefined();
    }
    get.mockRestore();
  });

  test("where another version of lumogate wrote it", async () => {
    const facts = factsOf([tarEntry({ name: "a" })]);
    vi.doMock("../../../src/version.ts", () => ({ VERSION: "0.0.0-other" }));
    vi.resetModules();
    const other = (await import("../../../src/oci/cache/layer-cache.ts")).openLayerCache(
      cacheDirectory,
      extractor(),
    );
    vi.doUnmock("../../../src/version.ts");
    await other.put(facts);
    expect(await other.get(facts.digest, "layer")).toBeDefined();
    expect(await openLayerCache(cacheDirectory, extractor()).get(facts.digest, "layer")).toBeUndefined();
  });
});

describe("the cache", () => {
  test("is asked by any text, and answers with nothing that it did not get", async () => {
    const cache = openLayerCache(cacheDirectory, extractor());
    await cache.put(factsOf([]));
    for (const digest of ["", "../../etc/passwd", digestOf("a").toUpperCase(), `${digestOf("a")} `])
      expect(await cache.get(digest, "layer")).toBeUndefined();
    expect((await cache.get(digestOf("a"), "layer"))?.digest).toBe(digestOf("a"));
  });

  test("keeps no layer whose facts are too large, and none that it could not read back", async () => {
    const cache = openLayerCache(cacheDirectory, extractor());
    const facts = factsOf([tarEntry({ name: "big", size: LIMITS.cachedLayerBytes })]);
    const big = facts.tree.root.children.get("big");
    if (big?.kind !== "file") throw new Error("a file was put");
    await cache.put({ ...facts, captured: new Map([[big, Buffer.alloc(LIMITS.cachedLayerBytes)]]) });
    await cache.put({ ...facts, bytes: Number.NaN });
    expect(await entries()).toEqual([]);
  });

  test("that cannot be written changes nothing", async () => {
    const without = await read(blobOf(BASE));
    await rm(path.join(cacheDirectory, "layers"), { recursive: true });
    await writeFile(path.join(cacheDirectory, "layers"), "a file in the folder's place");
    expect((await read(blobOf(BASE))).map(shown)).toEqual(without.map(shown));
  });
});
