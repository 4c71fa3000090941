import { gzipSync } from "node:zlib";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import type { Source, SourceContext } from "../../src/sources/source.ts";
import { archiveFile, CONTEXT } from "../support/archive.ts";
import { FIXTURES, fixturesAreAbsent } from "../support/fixtures.ts";
import { anIndex, anImage, blobPath, layoutMembers, type TestImage } from "../support/layout.ts";
import { forPlatform, HERE, THERE } from "../support/layout-found.ts";
import { file, tar } from "../support/tar.ts";

const name = (text: string): object => ({ annotations: { "io.containerd.image.name": text } });
const one = (mark: string, tag = "docker.io/library/app:1"): TestImage =>
  anImage({ layers: [[file("mark", mark)]], config: HERE, descriptor: name(tag) });
const [CLEAN, OTHER] = [one("clean"), one("other")];

/** An entry of manifest.json. */
function saved({ blobs }: TestImage, RepoTags: readonly string[] | null = ["app:1"]): object {
  const [, Config = "", ...Layers] = blobs.map((blob) => blobPath(blob));
  return { Config, RepoTags, Layers };
}

interface Hybrid {
  readonly listed: readonly TestImage[];
  readonly entries: readonly object[];
  /** Whose blobs are there, though index.json does not list it, or are not, though it does. */
  readonly beside?: readonly TestImage[];
  readonly without?: readonly TestImage[];
}

/** Why there are no images in such an archive, by source; `none` where there are. */
async function reasons(
  { listed, entries, beside = [], without = [] }: Hybrid,
  platform?: SourceContext["platform"],
): Promise<{ docker: string; oci: string }> {
  const gone = without.flatMap(({ blobs }) => blobs).map((blob) => [blobPath(blob), null] as const);
  const members = layoutMembers(listed, Object.fromEntries(gone));
  const names = new Set(members.map((member) => member.name));
  const extra = beside.flatMap(({ blobs }) => blobs.map((blob) => file(blobPath(blob), blob.bytes)));
  const manifest = file("manifest.json", JSON.stringify(entries));
  const bytes = tar([...members, ...extra.filter((member) => !names.has(member.name)), manifest]);
  const context = { ...CONTEXT, ...(platform === undefined ? {} : { platform }) };
  const [plain, packed] = await Promise.all(
    [bytes, gzipSync(bytes)].map(async (archive) => {
      await using target = await archiveFile(archive);
      return {
        docker: await reason(dockerArchive, target.path, context),
        oci: await reason(ociArchive, target.path, context),
      };
    }),
  );
  expect(packed).toEqual(plain);
  return plain ?? { docker: "", oci: "" };
}

async function reason(source: Source, locator: string, context: SourceContext): Promise<string> {
  try {
    for (const found of await source.find(locator, context)) await (await found.open()).close();
    return "none";
  } catch (error) {
    if (error instanceof LumogateError) return error.code;
    throw error;
  }
}

const FOUND = { docker: "none", oci: "none" };
const REFUSED = { docker: "archive.ambiguous", oci: "archive.ambiguous" };

describe("an archive with a manifest.json and an index.json is refused", () => {
  it.each<[string, Hybrid]>([
    ["that have other images", { listed: [OTHER], entries: [saved(CLEAN)], beside: [CLEAN] }],
    [
      "that have other images, of which one has no name",
      { listed: [OTHER], entries: [saved(CLEAN, null)], beside: [CLEAN] },
    ],
    [
      "where index.json has one more",
      { listed: [CLEAN, one("x", "docker.io/library/x:1")], entries: [saved(CLEAN)] },
    ],
    [
      "where manifest.json has one more",
      { listed: [CLEAN], entries: [saved(CLEAN), saved(OTHER, ["x:1"])], beside: [OTHER] },
    ],
    [
      "that have the same images under each other's names",
      {
        listed: [CLEAN, one("other", "docker.io/library/app:2")],
        entries: [saved(CLEAN, ["app:2"]), saved(OTHER, ["app:1"])],
      },
    ],
    [
      "where manifest.json has what is for another platform in index.json",
      {
        listed: [anIndex([forPlatform(HERE), forPlatform(THERE)])],
        entries: [saved(forPlatform(THERE))],
      },
    ],
  ])("%s", async (_what, hybrid) => {
    expect(await reasons(hybrid)).toEqual(REFUSED);
  });

  it("where all platforms are asked for, and manifest.json has fewer: then only index.json has them all", async () => {
    const hybrid = {
      listed: [anIndex([forPlatform(HERE), forPlatform(THERE)])],
      entries: [saved(forPlatform(HERE))],
    };
    expect(await reasons(hybrid, "all")).toEqual({ docker: "archive.ambiguous", oci: "none" });
  });
});

describe("an archive with a manifest.json and an index.json is read", () => {
  const attestation = anImage({
    layers: [[]],
    descriptor: {
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    },
  });
  const both = anIndex(
    [forPlatform(THERE), forPlatform(HERE), attestation],
    {},
    name("docker.io/library/app:1"),
  );

  it.each<[string, Hybrid]>([
    ["that have the same image", { listed: [CLEAN], entries: [saved(CLEAN)] }],
    [
      "that have one image by two names",
      {
        listed: [CLEAN, one("clean", "docker.io/library/app:2")],
        entries: [saved(CLEAN, ["app:1", "app:2"])],
      },
    ],
    [
      "that have the same image of several platforms",
      { listed: [both], entries: [saved(forPlatform(HERE))] },
    ],
    [
      "that have the one platform that is there",
      {
        listed: [both],
        entries: [saved(forPlatform(THERE))],
        without: [forPlatform(HERE), attestation],
      },
    ],
  ])("%s", async (_what, hybrid) => {
    expect(await reasons(hybrid)).toEqual(FOUND);
  });

  it("that have an image for another platform, where that one is asked for", async () => {
    expect(await reasons({ listed: [both], entries: [saved(forPlatform(THERE))] }, THERE)).toEqual(FOUND);
  });

  it("where index.json lists only what has a name, as Docker 25 writes it", async () => {
    const beside = [OTHER];
    expect(await reasons({ listed: [], entries: [saved(OTHER, null)], beside })).toEqual({
      docker: "none",
      oci: "archive.image",
    });
    const entries = [saved(OTHER, null), saved(CLEAN)];
    expect(await reasons({ listed: [CLEAN], entries, beside })).toEqual(FOUND);
  });
});

const REAL = path.join(
  FIXTURES,
  "images/google+go-containerregistry/pkg/v1/tarball/testdata/hello-world-v25.tar",
);

it.skipIf(!existsSync(REAL))(`an archive of Docker 25 is read ${fixturesAreAbsent}`, async () => {
  expect(await reason(dockerArchive, REAL, CONTEXT)).toBe("none");
});
