import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import type * as Limits from "../../src/limits.ts";
import { withArchive } from "../support/archive.ts";
import { type ArchiveOptions, dockerArchive, dockerArchiveMembers } from "../support/image.ts";
import { directory, file, tar, type TarMember } from "../support/tar.ts";

vi.mock("../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return {
    LIMITS: {
      ...LIMITS,
      tarEntries: 20,
      impliedDirectories: 12,
      directoryDepth: 8,
      uncompressedBytes: 100_000,
      manifestBytes: 2000,
      manifestsBytes: 4000,
    },
  };
});

function open(bytes: Uint8Array): Promise<unknown> {
  return withArchive(bytes, () => undefined);
}

function archive(...layers: TarMember[][]): Buffer {
  return dockerArchive({ layers } satisfies ArchiveOptions);
}

const files = (count: number, prefix: string): TarMember[] =>
  Array.from({ length: count }, (_, at) => file(`${prefix}${at}`));

describe("an archive is refused, by the limit's name,", () => {
  it.each<[string, () => Uint8Array, string, string]>([
    ["with too many entries in a layer", () => archive(files(21, "f")), "tar.limit", "tarEntries"],
    [
      "with directories nested too deeply",
      () => archive([directory("d/".repeat(10))]),
      "image.limit",
      "directoryDepth",
    ],
    [
      "with too many directories that have no entry",
      () => archive([directory("a/".repeat(7)), directory("b/".repeat(7)), directory("c/".repeat(7))]),
      "image.limit",
      "impliedDirectories",
    ],
    [
      "with too many files in all its layers",
      () => archive(files(15, "a"), files(15, "b")),
      "image.limit",
      "tarEntries",
    ],
    [
      "that unpacks to too much",
      () => gzipSync(Buffer.concat([archive([]), Buffer.alloc(200_000)])),
      "compression.limit",
      "uncompressedBytes",
    ],
    ["with a manifest that is too large", () => large("manifest.json"), "image.limit", "manifestBytes"],
    [
      "with too many documents",
      // Of one that is compressed: else what nobody asks for is not read.
      () =>
        gzipSync(
          tar([...dockerArchiveMembers(), ...["a", "b", "c"].map((name) => file(name, " ".repeat(1900)))]),
        ),
      "image.limit",
      "manifestsBytes",
    ],
  ])("%s", async (_what, bytes, code, limit) => {
    await expect(open(bytes())).rejects.toMatchObject({ code, message: expect.stringContaining(limit) });
  });

  it("and not just below it", async () => {
    await expect(open(archive(files(9, "a"), files(9, "b")))).resolves.toBeUndefined();
  });
});

/** An archive with a document that is blown up with blanks. */
function large(name: string): Buffer {
  const members = dockerArchiveMembers().map((one) =>
    one.name === name
      ? { ...one, content: `${Buffer.from(one.content ?? "").toString()}${" ".repeat(2000)}` }
      : one,
  );
  return tar(members);
}
