import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Blob } from "../../../src/oci/blob.ts";
import { readTar } from "../../../src/oci/tar/tar.ts";
import { blobOf, type CountedBlob } from "../../support/blob.ts";
import { file, inChunks, symlink, tar, tarMember } from "../../support/tar.ts";

/** A blob that counts the bytes that it has given away. */
function meteredBlob(
  bytes: Uint8Array,
  about: Partial<Blob> = {},
): CountedBlob & { readonly read: { bytes: number } } {
  const blob = blobOf(bytes, about);
  const read = { bytes: 0 };
  async function* open(from?: number, to?: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of blob.open(from, to)) {
      read.bytes += chunk.length;
      yield chunk;
    }
  }
  return { ...blob, open, read };
}

async function list(source: Parameters<typeof readTar>[0]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { body: _, ...entry } of readTar(source, "test")) found.push(entry);
  return found;
}

const MEGABYTE = Buffer.alloc(1_000_000, "x");
const archive = tar([file("a", MEGABYTE), symlink("l", "a"), file("b", MEGABYTE), file("c", "end")]);

describe("a tar in a blob that can be read at any place", () => {
  it("is listed by its headers, without what lies between them", async () => {
    const blob = meteredBlob(archive);
    expect(await list(blob)).toEqual(await list(blobOf(archive).open()));
    expect(blob.read.bytes).toBeLessThan(10_000);
    expect(blob.count).toMatchObject({ opened: blob.count.closed });
  });

  it("is read as a stream where it cannot", async () => {
    const blob = meteredBlob(archive, { isSeekable: false });
    expect(await list(blob)).toHaveLength(4);
    expect(blob.read.bytes).toBe(archive.length);
  });

  it("is told apart from a stream, which may have an open of its own, as a file's has", async () => {
    const stream = Object.assign(inChunks(archive), { open: () => undefined });
    expect(await list(stream)).toHaveLength(4);
  });

  it("gives the contents that are asked for", async () => {
    const contents = new Map<string, number>();
    for await (const { name, body } of readTar(blobOf(archive), "test")) {
      if (name === "a") continue;
      let bytes = 0;
      for await (const part of body) bytes += part.length;
      contents.set(name, bytes);
    }
    expect(Object.fromEntries(contents)).toEqual({ l: 0, b: MEGABYTE.length, c: 3 });
  });

  it.each([
    ["in a content that nobody reads", archive.length - 600_000],
    ["behind its last member", tarMember(file("a", MEGABYTE)).length],
  ])("is truncated where it ends %s", async (_where, length) => {
    await expect(list(blobOf(archive.subarray(0, length)))).rejects.toMatchObject({ code: "tar.truncated" });
  });

  it("is the same list for any sizes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5000), { maxLength: 20 }),
        fc.option(fc.nat(60_000)),
        async (sizes, cut) => {
          const bytes = tar(sizes.map((size, at) => file(`f${at}`, "x".repeat(size))));
          const part = bytes.subarray(0, cut ?? bytes.length);
          const [seeking, streaming] = await Promise.allSettled([
            list(blobOf(part)),
            list(blobOf(part).open()),
          ]);
          if (streaming.status === "fulfilled") expect(seeking).toEqual(streaming);
          else expect(seeking).toMatchObject({ reason: { code: "tar.truncated" } });
        },
      ),
      { seed: 20261121, numRuns: 100 },
    );
  });
});
