import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSbom } from "../../src/sbom/read/read.ts";
import { aPackage } from "../support/report.ts";
import { fullInventory, readObject, WRITERS } from "../support/sboms.ts";

const inventory = fullInventory([
  aPackage("bash", "5.2-1", { licenses: ["MIT"], maintainer: "J <j@x>" }),
  aPackage("x", "1", { type: "npm", purl: "pkg:npm/x@1" }),
]);
const documents = Object.values(WRITERS).map((write) => JSON.stringify(write(inventory)));

/** What fails says so in one clause, and nothing else is thrown. */
function readOrClause(bytes: Uint8Array): void {
  try {
    expect(Array.isArray(readSbom(bytes).packages)).toBe(true);
  } catch (cause) {
    expect((cause as Error).constructor).toBe(Error);
    expect((cause as Error).message).toMatch(/^(?:it|its|one|what) /);
  }
}

describe("whatever comes,", () => {
  test("a document cut anywhere is refused, and never read in part", () => {
    for (const document of documents) {
      for (let end = 0; end < document.length; end += 7) {
        expect(() => readSbom(Buffer.from(document.slice(0, end)))).toThrow(/^it is not JSON/);
      }
    }
  });

  test("a document with bytes changed is read, or refused with a clause", () => {
    const changes = fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const harmless = fc.property(fc.constantFrom(...documents), changes, (document, all) => {
      const bytes = Buffer.from(document);
      for (const [at, byte] of all) bytes[at % bytes.length] = byte;
      readOrClause(bytes);
    });
    fc.assert(harmless, { seed: 20260405, numRuns: 1500 });
  });

  test("JSON of any shape under any of the formats' keys is read, or refused with a clause", () => {
    const keys = [
      "type",
      "name",
      "version",
      "purl",
      "licenses",
      "license",
      "components",
      "properties",
      "value",
      "evidence",
      "externalRefs",
      "referenceType",
      "spdxId",
      "from",
      "to",
      "annotations",
      "comment",
      "metadata",
      "locations",
    ];
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(
          "x",
          "pkg:npm/x@1",
          "purl",
          "library",
          "container",
          "lumogate:size",
          "",
          null,
          1,
          true,
        ),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie("node"), { maxKeys: 5 }),
      ),
    }));
    const harmless = fc.property(node, node, node, (a, b, c) => {
      for (const document of [
        { bomFormat: "CycloneDX", components: a, metadata: b, compositions: c },
        { spdxVersion: "SPDX-2.3", packages: a, relationships: b, hasExtractedLicensingInfos: c },
        {
          "@graph": [
            { type: "CreationInfo" },
            { type: "software_Package", ...(typeof a === "object" ? a : {}) },
            b,
            c,
          ],
        },
        { artifacts: [a, b], schema: {}, source: b, distro: c },
      ])
        readOrClause(Buffer.from(JSON.stringify(document)));
    });
    fc.assert(harmless, { seed: 20260406, numRuns: 500 });
  });

  test("nesting deeper than any stack is no reason to fall over", () => {
    const deep = `{"bomFormat":"CycloneDX","components":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect(readSbom(Buffer.from(deep)).packages).toEqual([]);
  });

  test("texts made to keep a reader busy do not", () => {
    const start = performance.now();
    const long = "-".repeat(300_000);
    for (const text of [
      long,
      "(".repeat(300_000),
      `a@${long}`,
      " AND ".repeat(60_000),
      `pkg:rpm/x@1?upstream=${long}`,
      `Person: ${" ".repeat(300_000)}(`,
      `pkg:deb/x@1?distro=${"1-".repeat(150_000)}`,
    ]) {
      const one = {
        name: text,
        SPDXID: "SPDXRef-1",
        licenseDeclared: text,
        originator: text,
        externalRefs: [{ referenceType: "purl", referenceLocator: text }],
      };
      readObject({
        spdxVersion: "SPDX-2.3",
        packages: [
          one,
          { ...one, externalRefs: [{ referenceType: "purl", referenceLocator: `pkg:deb/${text}` }] },
        ],
      });
      readSbom(Buffer.from(`SPDXVersion: SPDX-2.3\nPackageName: x\nExternalRef: ${text}\n`));
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
