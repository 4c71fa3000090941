import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { takeInventory } from "../../../src/inventory/take.ts";
import { dockerArchive } from "../../../src/sources/docker-archive.ts";
import { openOnly } from "../../support/archive.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";

interface TruePackage {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly srcName: string;
  readonly licenses: readonly string[];
}

/** The other reader puts SPDX's names for the old ones; the inventory has them as the database has them. */
const SPDX = new Map([
  ["GPL2", "GPL-2.0-only"],
  ["GPL2+", "GPL-2.0-or-later"],
  ["BSD", "BSD-3-Clause"],
]);

describe.skipIf(fixturesAreAbsent !== "")(`an image that others have made ${fixturesAreAbsent}`, () => {
  it("has the packages that were found in Alpine 3.11", async () => {
    const truth = await readFile(path.join(FIXTURES, "truth/alpine-311-image.json"), "utf8");
    const { path: name, packages } = JSON.parse(truth) as { path: string; packages: TruePackage[] };
    const image = await openOnly(dockerArchive, path.join(FIXTURES, "images/aquasecurity+trivy", name));
    const inventory = await takeInventory(image, "all");
    await image.close();
    expect(inventory.os).toMatchObject({ id: "alpine", versionId: "3.11.5" });
    expect(inventory.gaps).toEqual([]);
    const found = inventory.packages.map(({ name: own, version, arch, source, licenses }) => {
      const spdx = licenses?.map((license) => SPDX.get(license) ?? license);
      return { name: own, version, arch, srcName: source?.name, licenses: spdx };
    });
    expect(found).toEqual(
      packages.map(({ name: own, version, arch, srcName, licenses }) => ({
        name: own,
        version,
        arch,
        srcName,
        licenses,
      })),
    );
  });
});
