import path from "node:path";
import { describe, expect, it } from "vitest";
import { extractorFor } from "../../../src/inventory/extract/extract.ts";
import { notableFiles } from "../../../src/inventory/files/notable-files.ts";
import { owners } from "../../../src/inventory/ownership/owners.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { dockerArchive } from "../../../src/sources/docker-archive.ts";
import { openOnly } from "../../support/archive.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";
import { sourceContext } from "../../support/source-context.ts";

const ARCHIVE = path.join(FIXTURES, "images/aquasecurity+trivy/pkg/fanal/test/testdata/alpine-311.tar.gz");

describe.skipIf(fixturesAreAbsent !== "")(`a real Alpine's files ${fixturesAreAbsent}`, () => {
  it("belong to the packages that apk's database has them under, and the rest to none", async () => {
    const image = await openOnly(dockerArchive, ARCHIVE, sourceContext({ extractor: extractorFor("all") }));
    try {
      const tree = await image.tree?.();
      if (tree === undefined) throw new Error("an archive's image has a tree");
      const { packages } = await takeInventory(image, "all");
      const known = await owners(tree, packages);
      const ours = [...tree.entries()]
        .filter(({ kind }) => kind === "file" || kind === "symlink")
        .map(({ path: file }) => ({ file, purl: known.ownerOf(file) }));
      const database = await image.files.readFile("/lib/apk/db/installed");
      if (database.kind !== "file") throw new Error("an Alpine has a database");
      const recorded = Buffer.from(database.bytes)
        .toString()
        .split("\n")
        .filter((line) => line.startsWith("R:"));
      // apk's triggers make busybox's links; the rest is written by the scripts that make the image.
      const made = new Set(
        ours
          .filter(({ purl }) => purl === undefined)
          .map(({ file }) => (tree.entry(file)?.target === "/bin/busybox" ? "busybox" : file)),
      );
      expect([...made].toSorted()).toEqual([
        "/etc/alpine-release",
        "/etc/apk/arch",
        "/etc/apk/repositories",
        "/etc/apk/world",
        "/etc/issue",
        "/etc/os-release",
        "/lib/apk/db/installed",
        "/lib/apk/db/lock",
        "/lib/apk/db/scripts.tar",
        "/lib/apk/db/triggers",
        "busybox",
      ]);
      expect(ours.filter(({ purl }) => purl !== undefined).length).toBeGreaterThan(recorded.length - 20);
      expect(known.ownerOf("/sbin/apk")).toMatch(/^pkg:apk\/alpine\/apk-tools@2\.10/);
      expect(known.ownerOf("/lib/ld-musl-x86_64.so.1")).toMatch(/^pkg:apk\/alpine\/musl@/);
      expect(await notableFiles(tree, known)).toEqual({ files: [], gaps: [] });
    } finally {
      await image.close();
    }
  });
});
