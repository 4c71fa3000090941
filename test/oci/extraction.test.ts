import { readdirSync, readlinkSync } from "node:fs";
import os from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type * as Limits from "../../src/limits.ts";
import type { Extractor } from "../../src/model/extractor.ts";
import type { Blob } from "../../src/oci/blob.ts";
import { readLayers } from "../../src/oci/read-layers.ts";
import { directoriesOf, type File } from "../../src/oci/tree.ts";
import { blobOf } from "../support/blob.ts";
import { extractor, tellingExtractor } from "../support/extractor.ts";
import { temporaryFolder } from "../support/folder.ts";
import { file, hardlink, inChunks, tar, type TarMember } from "../support/tar.ts";

vi.mock("../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  const mib = 1024 * 1024;
  return { LIMITS: { ...LIMITS, contentBytes: 2 * mib, spooledBytes: 5 * mib, extractBytes: 3000 } };
});

const MIB = 1024 * 1024;

async function read(
  layers: readonly (Blob | readonly TarMember[])[],
  using: Extractor,
  cacheDirectory?: string,
): Promise<Record<string, unknown>[]> {
  const blobs = layers.map((layer) => ("open" in layer ? layer : blobOf(tar(layer))));
  const options = { extractor: using, signal: new AbortController().signal };
  const facts = await readLayers(
    blobs,
    cacheDirectory === undefined ? options : { ...options, cacheDirectory },
  );
  return facts.map(({ tree }) => {
    const files = [...directoriesOf(tree.root)].flatMap(({ children }) => [...children]);
    return Object.fromEntries(
      files.flatMap(([name, node]) => (node.kind === "file" ? [[name, shown(node)]] : [])),
    );
  });
}

function shown({ extract, unread }: File): unknown {
  return unread ?? (extract === undefined ? undefined : JSON.parse(extract));
}

/** Temporary files of this process that have no name any more. */
function openTemporaryFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(`${os.tmpdir()}/lumogate-`) && target.endsWith("(deleted)") ? [target] : [];
    } catch {
      return [];
    }
  });
}

describe("what is extracted of a file", () => {
  it("stands beside it, under each of its names, and is of its last content", async () => {
    const [layer] = await read(
      [[file("a", "old!!"), hardlink("b", "a"), file("a", "newer"), file("empty"), file("./d//c", "c")]],
      tellingExtractor(),
    );
    expect(layer).toEqual({
      a: { path: "a", head: "newe", bytes: 5 },
      b: { path: "a", head: "old!", bytes: 5 },
      empty: undefined,
      c: { path: "d/c", head: "c", bytes: 1 },
    });
  });

  it("is the same in whatever pieces the layer comes", async () => {
    const bytes = tar([
      file("a", "x".repeat(700)),
      file("b", "yy"),
      file("c", "z".repeat(5000)),
      file("d", "d"),
    ]);
    const [expected] = await read([blobOf(bytes)], tellingExtractor());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), async (length) => {
        const blob = { ...blobOf(bytes), isSeekable: false, open: () => inChunks(bytes, length) };
        expect(await read([blob], tellingExtractor())).toEqual([expected]);
      }),
      { seed: 20_261_121, numRuns: 60 },
    );
  });

  it("is nothing of a file that is not claimed, and nobody is asked of its content", async () => {
    const extract = vi.fn(() => Promise.resolve(Buffer.from("{}")));
    const claims = vi.fn(({ path }: { path: string }) => path === "b");
    const using = extractor({ headBytes: 2, claims, extract });
    expect(await read([[file("a", "aaa"), file("b", "bbb")]], using)).toEqual([{ a: undefined, b: {} }]);
    expect(claims.mock.calls.map(([seen]) => seen)).toMatchObject([
      { path: "a", mode: 0o644, size: 3, head: Buffer.from("aa") },
      { path: "b" },
    ]);
    expect(extract).toHaveBeenCalledOnce();
  });

  it("is found in a file whose content is kept as well, be it larger than memory is meant to hold", async () => {
    const content = Buffer.alloc(3 * MIB, "k");
    const [layer] = await read([[file("kept", content)]], tellingExtractor({ wanted: () => true }));
    expect(layer).toEqual({ kept: { path: "kept", head: "kkkk", bytes: 3 * MIB } });
  });

  it("ends the reading where the extractor throws", async () => {
    const using = tellingExtractor({ extract: () => Promise.reject(new Error("a bug")) });
    await expect(read([[file("a", "a")]], using)).rejects.toThrow("a bug");
    await expect(read([[file("a", Buffer.alloc(3 * MIB))]], using)).rejects.toThrow("a bug");
    expect(openTemporaryFiles()).toEqual([]);
  });

  it("is bounded, all layers together, and more is an error", async () => {
    const using = tellingExtractor({ extract: () => Promise.resolve(Buffer.alloc(1000)) });
    const layers = ["a", "b"].map((name) => [file(`${name}1`, "x"), file(`${name}2`, "x")]);
    await expect(read(layers, using)).rejects.toMatchObject({
      code: "image.limit",
      message: expect.stringContaining("limit extractBytes") as string,
    });
  });
});

describe("a large file", () => {
  const content = Buffer.from(Uint8Array.from({ length: 4 * MIB + 7 }, (_, at) => (at * 7) % 251));

  it("is read at any place by way of a temporary file that has no name, and is gone afterwards", async () => {
    let during: string[] = [];
    const using = tellingExtractor({
      extract: async (_file, all) => {
        during = openTemporaryFiles();
        const parts = await Promise.all([all.read(0, 3), all.read(3 * MIB, 5), all.read(4 * MIB, 100)]);
        const pieces: Uint8Array[] = [];
        for await (const piece of all.chunks(MIB + 1)) pieces.push(piece);
        expect(parts.map((part) => Buffer.from(part))).toEqual([
          content.subarray(0, 3),
          content.subarray(3 * MIB, 3 * MIB + 5),
          content.subarray(4 * MIB),
        ]);
        expect(Buffer.concat(pieces).equals(content.subarray(MIB + 1))).toBe(true);
        return Buffer.from(String(all.size));
      },
    });
    expect(await read([[file("a", content)]], using)).toEqual([{ a: content.length }]);
    expect(during).toHaveLength(1);
    expect(openTemporaryFiles()).toEqual([]);
  });

  it("beyond what a disk is meant to hold says that it was not looked into", async () => {
    const [layer] = await read([[file("a", Buffer.alloc(6 * MIB)), file("b", "b")]], tellingExtractor());
    expect(layer).toEqual({
      a: `It has ${6 * MIB} bytes, more than ${5 * MIB} (limit spooledBytes), so nobody looked into it.`,
      b: { path: "b", head: "b", bytes: 1 },
    });
  });

  it("is looked into alone, whatever other layers have", async () => {
    let [now, most] = [0, 0];
    const using = tellingExtractor({
      extract: async () => {
        now += 1;
        most = Math.max(most, now);
        await wait(20);
        now -= 1;
        return undefined;
      },
    });
    const layers = ["a", "b", "c"].map((name) => [file(name, Buffer.alloc(3 * MIB, name))]);
    await read(layers, using);
    expect(most).toBe(1);
  });

  it("that no temporary file can be made for is an error that says so", async () => {
    vi.spyOn(os, "tmpdir").mockReturnValue("/nowhere/at/all");
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(read([[file("a", content)]], tellingExtractor())).rejects.toMatchObject({
      code: "temporary.file",
      message: expect.stringContaining("ENOENT") as string,
    });
  });
});

describe("in the cache", () => {
  it("what was extracted is kept, for the same version of the extractor only", async () => {
    const cache = temporaryFolder();
    const layer = [file("a", "aaaa"), file("big", Buffer.alloc(6 * MIB)), file("empty")];
    const claims = vi.fn(() => true);
    const first = await read([layer], tellingExtractor({ claims }), cache);
    expect(claims).toHaveBeenCalled();
    claims.mockClear();
    expect(await read([layer], tellingExtractor({ claims }), cache)).toEqual(first);
    expect(claims).not.toHaveBeenCalled();
    const other = extractor({ version: "os" });
    expect(await read([layer], other, cache)).toEqual([{ a: undefined, big: undefined, empty: undefined }]);
    expect(await read([layer], tellingExtractor(), cache)).toEqual(first);
  });

  it("it counts as much as what is read", async () => {
    const cache = temporaryFolder();
    const using = tellingExtractor({
      extract: () => Promise.resolve(Buffer.from(JSON.stringify("x".repeat(2000)))),
    });
    const layers = ["a", "b"].map((name) => [file(name, "x")]);
    for (const layer of layers) await read([layer], using, cache);
    await expect(read(layers, using, cache)).rejects.toMatchObject({ code: "image.limit" });
  });
});
