import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import { cyclonedxDocument } from "../../src/sbom/write/cyclonedx.ts";
import { spdxDocument } from "../../src/sbom/write/spdx.ts";
import { spdx3Document } from "../../src/sbom/write/spdx3.ts";
import { anInventory, aPackage } from "../support/report.ts";
import { anyPackage, fullInventory } from "../support/sboms.ts";
import { spdxSchemas, spdxTools, verifySpdx } from "../support/spdx-tools.ts";

const TOOLS = await spdxTools();

/** With something of everything, and as package managers have it. */
const USUAL = fullInventory([
  aPackage("bash", "5.2-1", {
    licenses: ["GPL-3.0-or-later", "Public domain (partly)", "MIT OR Zlib"],
    maintainer: "Matthias Klose <doko@debian.org>",
    status: "half-configured",
    introducedIn: { layer: 0, createdBy: "ADD rootfs.tar /" },
  }),
  aPackage("bash", "5.2-1", { status: "unpacked" }),
  aPackage("tzdata", "2024a", { epoch: 1, licenses: ["MIT AND (Zlib OR ISC)"], vendor: "Debian" }),
  aPackage("@babel/core", "7.1.0", { type: "npm", purl: "pkg:npm/%40babel/core@7.1.0" }),
  aPackage("busybox", "", { type: "generic", purl: "pkg:generic/busybox", evidence: "binary" }),
]);

const UNKNOWN: Inventory = {
  ...anInventory({ packages: [] }),
  image: { reference: "./x y", repoTags: [], repoDigests: [] },
};

const INVENTORIES = [
  ["a usual image", USUAL],
  ["an image of which little is known", UNKNOWN],
] as const;

const anyInventory = fc.array(anyPackage, { minLength: 5, maxLength: 20 }).map(fullInventory);

async function cyclonedxProblems(document: object): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(document));
}

describe("by the schema of CycloneDX 1.6", () => {
  test.each(INVENTORIES)("what is written of %s is valid", async (_, inventory) => {
    expect(await cyclonedxProblems(cyclonedxDocument(inventory))).toBeNull();
  });

  test("a document that is wrong is not: the schema is at work", async () => {
    expect(
      await cyclonedxProblems({ ...cyclonedxDocument(USUAL), components: [{ name: "x" }] }),
    ).not.toBeNull();
  });

  test("what is written is valid, whatever a package holds", async () => {
    const valid = fc.asyncProperty(anyInventory, async (inventory) => {
      expect(await cyclonedxProblems(cyclonedxDocument(inventory))).toBeNull();
    });
    await fc.assert(valid, { seed: 20260403, numRuns: 10 });
  });
});

describe.skipIf(TOOLS.absent !== "")(`by SPDX's own tools and schemas ${TOOLS.absent}`, () => {
  test.each(INVENTORIES)(
    "SPDX 2.3 of %s is valid",
    (_, inventory) => {
      expect(verifySpdx(TOOLS, spdxDocument(inventory), "JSON")).toBe("This SPDX Document is valid.");
    },
    60_000,
  );

  test("SPDX 3.0.1 of a usual image is valid", () => {
    expect(verifySpdx(TOOLS, spdx3Document(USUAL), "JSONLD")).toBe("This SPDX Document is valid.");
  }, 120_000);

  test("SPDX 3.0.1 of an image of which little is known is valid", () => {
    const document: unknown = JSON.parse(JSON.stringify(spdx3Document(UNKNOWN)));
    expect(spdxSchemas(TOOLS).spdx3(document)).toEqual([]);
  });

  test("a document that is wrong is not: the tools are at work", () => {
    const { creationInfo: _, ...without } = { creationInfo: undefined, ...spdxDocument(USUAL) };
    expect(verifySpdx(TOOLS, without, "JSON")).toContain("not valid");
  }, 60_000);

  test("what is written is valid, whatever a package holds", () => {
    const { spdx, spdx3 } = spdxSchemas(TOOLS);
    const valid = fc.property(anyInventory, (inventory) => {
      expect(spdx(JSON.parse(JSON.stringify(spdxDocument(inventory))))).toEqual([]);
      expect(spdx3(JSON.parse(JSON.stringify(spdx3Document(inventory))))).toEqual([]);
    });
    fc.assert(valid, { seed: 20260404, numRuns: 10 });
  }, 60_000);
});
