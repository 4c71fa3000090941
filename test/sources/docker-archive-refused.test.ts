import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { archiveFile, CONTEXT, failure as failureOf } from "../support/archive.ts";
import { type ArchiveOptions, dockerArchive as archiveOf, dockerArchiveMembers } from "../support/image.ts";
import { file, symlink, tar, type TarMember } from "../support/tar.ts";

async function failure(bytes: Uint8Array, context = CONTEXT): Promise<{ code: string; message: string }> {
  await using target = await archiveFile(bytes);
  return await failureOf(dockerArchive, target.path, context);
}

/** An archive with some members changed, found by the end of their names. */
function changed(
  options: ArchiveOptions,
  suffix: string,
  change: (member: TarMember) => TarMember[],
): Buffer {
  return tar(
    dockerArchiveMembers(options).flatMap((one) => (one.name.endsWith(suffix) ? change(one) : [one])),
  );
}

const LAYERS = [
  [file("etc/a", "lower"), file("etc/b", "b".repeat(3000))],
  [file("etc/a", "upper"), file("var/c", "c")],
];

describe("an archive is refused", () => {
  const options = { layers: LAYERS };

  it.each<[string, () => Uint8Array, string, string]>([
    [
      "whose layer is not the one of its config",
      () => changed(options, "layer.tar", (one) => [{ ...one, content: tar([file("etc/a", "forged")]) }]),
      "image.digest",
      "was not made of layer 0",
    ],
    ["whose config is not the one that its name says", renamedConfig, "image.digest", "config"],
    [
      "whose config says two things to two readers",
      () => archiveOf({ layers: LAYERS, image: { config: { User: "app", USER: "root" } } }),
      "image.config",
      'its key "USER" is "User" to an engine',
    ],
    [
      "whose manifest.json says two things to two readers",
      () => archiveOf({ layers: LAYERS, manifest: { layers: [] } }),
      "archive.manifest",
      'its key "layers" is "Layers" to an engine',
    ],
    ["whose layer is missing", () => changed(options, "layer.tar", () => []), "archive.part", "lacks"],
    [
      "whose layer is no tar",
      () => changed(options, "layer.tar", (one) => [{ ...one, content: "hello" }]),
      "tar.truncated",
      "The tar of layer",
    ],
    [
      "whose layer is a link out of it",
      () => changed(options, "layer.tar", (one) => [symlink(one.name, "../../../etc/passwd")]),
      "archive.part",
      "lacks",
    ],
    [
      "whose layer is a link to itself",
      () => changed(options, "layer.tar", (one) => [symlink(one.name, "layer.tar")]),
      "archive.part",
      "lacks",
    ],
    [
      "whose layer is named by a path out of it and back",
      () => {
        const [layer, ...rest] = dockerArchiveMembers({ ...options, manifest: { Layers: ["../a", "../a"] } });
        return tar([...rest, { ...(layer ?? file("")), name: "a" }]);
      },
      "archive.part",
      "lacks",
    ],
    [
      "whose layer is not the one that its name says",
      () => {
        const name = `blobs/sha256/${"0".repeat(64)}`;
        const [layer, ...rest] = dockerArchiveMembers({ manifest: { Layers: [name] } });
        return tar([...rest, { ...(layer ?? file("")), name }]);
      },
      "blob.digest",
      "layer 0",
    ],
    [
      "whose config is named by a path out of it",
      () => archiveOf({ ...options, manifest: { Config: "../../../etc/passwd" } }),
      "archive.part",
      "lacks",
    ],
    [
      "of more layers than any image has",
      () => archiveOf({ manifest: { Layers: Array(LIMITS.historyEntries + 1).fill("a") } }),
      "image.limit",
      "historyEntries",
    ],
    [
      "whose manifest is larger than any",
      () =>
        changed(options, "manifest.json", (one) => [
          { ...one, content: " ".repeat(LIMITS.manifestBytes + 1) },
        ]),
      "image.limit",
      "manifestBytes",
    ],
    [
      "whose layer is there twice",
      () => changed(options, "layer.tar", (one) => [one, one]),
      "archive.duplicate",
      "twice",
    ],
    [
      "whose layer is compressed with xz",
      () => changed(options, "layer.tar", (one) => [{ ...one, content: Buffer.from("fd377a585a00", "hex") }]),
      "compression.unsupported",
      "xz",
    ],
    [
      "whose layer leads out of the image",
      () => archiveOf({ layers: [[file("../../etc/cron.d/x", "1")]] }),
      "layer.malformed",
      "leads out",
    ],
    [
      "that lists more layers than its config",
      () => archiveOf({ ...options, image: { rootfs: { diff_ids: [] } } }),
      "image.layers",
      "has 2 layers, expected the 0",
    ],
    [
      "that lists more layers than its config, before one of them is read",
      () =>
        changed({ ...options, image: { rootfs: { diff_ids: [] } } }, "layer.tar", (one) => [
          { ...one, content: "hello" },
        ]),
      "image.layers",
      "expected the 0",
    ],
    ["whose config has no layers", () => archiveOf({ image: { rootfs: {} } }), "image.config", "diff_ids"],
    [
      "whose config is no JSON",
      () =>
        changed(options, ".json", (one) => [one.name === "manifest.json" ? one : { ...one, content: "{" }]),
      "image.digest",
      "config",
    ],
    [
      "whose manifest is no JSON",
      () => changed(options, "manifest.json", (one) => [{ ...one, content: "[" }]),
      "archive.manifest",
      "not JSON",
    ],
    [
      "whose manifest is null",
      () => changed(options, "manifest.json", (one) => [{ ...one, content: "null" }]),
      "archive.manifest",
      "list of images",
    ],
    [
      "whose manifest lists nothing",
      () => changed(options, "manifest.json", (one) => [{ ...one, content: "[]" }]),
      "archive.manifest",
      "no image",
    ],
    [
      "whose manifest names no config",
      () => archiveOf({ manifest: { Config: null } }),
      "archive.manifest",
      "Config",
    ],
    [
      "that has no manifest",
      () => changed(options, "manifest.json", () => []),
      "archive.manifest",
      "no manifest.json",
    ],
    ["that is cut short", () => archiveOf(options).subarray(0, -1500), "tar.truncated", "ends in the middle"],
    [
      "that is gzipped and cut short",
      () => archiveOf({ ...options, gzip: "archive" }).subarray(0, -20),
      "compression.damaged",
      "image.tar",
    ],
    ["that is no archive", () => Buffer.from("hello"), "archive.unreadable", "is no tar"],
    ["for another system", () => archiveOf({ image: { os: "windows" } }), "image.platform", "windows/amd64"],
  ])("%s", async (_what, bytes, code, part) => {
    const { code: actual, message } = await failure(bytes());
    expect(actual).toBe(code);
    expect(message).toContain(part);
    // In that order it can be read only once, and says the same.
    if (code !== "archive.unreadable" && code !== "compression.damaged")
      expect((await failure(gzipSync(bytes()))).code).toBe(code);
  });

  it("for another platform than the one that was asked for", async () => {
    const arm = { ...CONTEXT, platform: { os: "linux", architecture: "arm64" } };
    expect(await failure(archiveOf(), arm)).toMatchObject({
      code: "image.platform",
      message: expect.stringContaining("is for linux/amd64, not for linux/arm64"),
    });
    expect(
      await failure(archiveOf(), { ...CONTEXT, platform: { os: "linux", architecture: "amd64" } }),
    ).toMatchObject({ code: "none" });
  });
});

/** The config under the name of another. */
function renamedConfig(): Buffer {
  const name = `${"0".repeat(64)}.json`;
  const members = dockerArchiveMembers({ layers: LAYERS, manifest: { Config: name } });
  return tar(members.map((one) => (/^[0-9a-f]{64}\.json$/.test(one.name) ? { ...one, name } : one)));
}
