import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { extract, pack } from "tar-stream";
import type { TestEngine } from "./engine.ts";

const FIXTURES = path.resolve(
  import.meta.dirname,
  "../..",
  process.env["LUMOGATE_FIXTURES"] ?? "../shared/fixtures",
);
const ARCHIVE = path.join(FIXTURES, "images/aquasecurity+trivy/pkg/fanal/test/testdata/alpine-311.tar.gz");
const TRUTH = path.join(FIXTURES, "truth/alpine-311-image.json");

/** Why the tests of a real Alpine cannot run, in words; empty where they can. */
export const alpineIsAbsent =
  existsSync(ARCHIVE) && existsSync(TRUTH)
    ? ""
    : "SKIPPED: no Alpine image (fixtures folder not found; set LUMOGATE_FIXTURES)";

/** One package as others, who do not know lumogate, read it in that image. */
export interface AlpinePackage {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly srcName: string;
}

/** The truth about the image that `loadAlpine` loads. */
export async function alpineTruth(): Promise<readonly AlpinePackage[]> {
  const truth = JSON.parse(await readFile(TRUTH, "utf8")) as { packages: AlpinePackage[] };
  return truth.packages;
}

/** Loads Alpine 3.11 under the tag, and not under `alpine:3.11`, which the engine's owner may have. */
export async function loadAlpine(engine: TestEngine, tag: string): Promise<void> {
  const renamed = pack();
  const entries = createReadStream(ARCHIVE).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    // The old format's list of tags, which would bring the old name back.
    if (entry.header.name === "repositories") {
      entry.resume();
    } else if (entry.header.name === "manifest.json") {
      const manifest = JSON.parse((await buffer(entry)).toString()) as { RepoTags: string[] }[];
      renamed.entry(
        { name: "manifest.json" },
        JSON.stringify(manifest.map((it) => ({ ...it, RepoTags: [tag] }))),
      );
    } else {
      renamed.entry({ ...entry.header, size: entry.header.size ?? 0 }, await buffer(entry));
    }
  }
  renamed.finalize();
  await engine.docker(["load"], await buffer(renamed));
}
