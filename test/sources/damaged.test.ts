import * as fc from "fast-check";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import type { Source } from "../../src/sources/source.ts";
import { contentOf, openOnly } from "../support/archive.ts";
import { dockerArchive as archiveOf } from "../support/image.ts";
import { anImage, anIndex, type LayoutFolder, layoutFolder, layoutMembers } from "../support/layout.ts";
import { file, tar } from "../support/tar.ts";

const LAYERS = [[file("a", "one"), file("b", "b")], [file("a", "two")]];
const PLATFORM = { platform: { os: "linux", architecture: "amd64" } };
const layout = (compression?: "gzip"): Buffer =>
  tar(
    layoutMembers([
      anIndex([anImage({ layers: LAYERS, descriptor: PLATFORM, ...(compression && { compression }) })]),
    ]),
  );

/** What becomes of bytes that lie somewhere for long, or in somebody's hands. */
type Damage = (bytes: Buffer) => Buffer;

const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  at.map(
    (share): Damage =>
      (bytes) =>
        bytes.subarray(0, Math.floor(share * bytes.length)),
  ),
  fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([share, mask]): Damage => (bytes) => {
    const changed = Buffer.from(bytes);
    const index = Math.floor(share * bytes.length);
    changed[index] = (changed[index] ?? 0) ^ mask;
    return changed;
  }),
  fc.tuple(at, fc.constantFrom(...'{}[]",:0129'.split(""))).map(([share, char]): Damage => (bytes) => {
    const changed = Buffer.from(bytes);
    changed.write(char, Math.floor(share * bytes.length));
    return changed;
  }),
);

describe("an archive that is damaged", () => {
  let folder: LayoutFolder;
  beforeAll(async () => {
    folder = await layoutFolder(new Map());
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  /** What there is to see in it, or the code of the one error that there may be. */
  async function see(source: Source, bytes: Buffer): Promise<string> {
    const target = path.join(folder.path, "damaged.tar");
    await writeFile(target, bytes);
    try {
      const image = await openOnly(source, target);
      const contents = await Promise.all(["/a", "/b"].map((name) => contentOf(image, name)));
      await image.close();
      return [image.identity.id, ...contents].join(" ");
    } catch (error) {
      if (error instanceof LumogateError) return error.code;
      throw error;
    }
  }

  it.each<[string, Source, Buffer]>([
    ["of docker save", dockerArchive, archiveOf({ layers: LAYERS })],
    [
      "of docker save, with gzip for the layers",
      dockerArchive,
      archiveOf({ layers: LAYERS, gzip: "layers" }),
    ],
    [
      "of docker save, with gzip for the whole",
      dockerArchive,
      archiveOf({ layers: LAYERS, gzip: "archive" }),
    ],
    ["of an OCI layout", ociArchive, layout()],
    ["of an OCI layout, with gzip for the layers", ociArchive, layout("gzip")],
    ["of an OCI layout, with gzip for the whole", ociArchive, gzipSync(layout())],
  ])("%s is refused, or shows what it showed before", async (_what, source, sound) => {
    const expected = await see(source, sound);
    expect(expected).toMatch(/^sha256:[0-9a-f]{64} two b$/);
    const property = fc.asyncProperty(damage, async (change) => {
      const seen = await see(source, change(sound));
      expect(seen === expected || /^[a-z]+\.[a-z-]+$/.test(seen), seen).toBe(true);
    });
    await fc.assert(property, { seed: 1, numRuns: 150 });
  });
});
