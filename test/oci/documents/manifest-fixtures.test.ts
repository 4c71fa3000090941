import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../../src/model/error.ts";
import { parseManifest } from "../../../src/oci/documents/manifest.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";

/** What another reader's tests say of these documents. */
const OTHERS: readonly (readonly [string, string])[] = [
  ["internal/manifest/testdata/ociv1.manifest.json", "manifest"],
  ["internal/manifest/testdata/ociv1nomime.manifest.json", "manifest"],
  ["internal/manifest/testdata/v2s2nomime.manifest.json", "manifest"],
  ["internal/manifest/testdata/v2s2.manifest.json", "manifest"],
  ["manifest/fixtures/v2s2.uncompressed.manifest.json", "manifest"],
  ["manifest/fixtures/v2s2.nondistributable.manifest.json", "manifest"],
  ["manifest/fixtures/ociv1.zstd.manifest.json", "manifest"],
  ["manifest/fixtures/ociv1.nondistributable.zstd.manifest.json", "manifest"],
  ["internal/image/fixtures/oci1-all-media-types.json", "manifest"],
  ["internal/image/fixtures/schema2-all-media-types.json", "manifest"],
  ["internal/manifest/testdata/ociv1.image.index.json", "index"],
  ["internal/manifest/testdata/ociv1nomime.image.index.json", "index"],
  ["internal/manifest/testdata/v2list.manifest.json", "index"],
  ["internal/manifest/testdata/oci1.index.zstd-selection.json", "index"],
  ["internal/manifest/testdata/schema2list-variants.json", "index"],
  ["manifest/fixtures/ociv1.encrypted.manifest.json", "manifest.unsupported"],
  ["internal/image/fixtures/oci1.encrypted.json", "manifest.unsupported"],
  ["manifest/fixtures/ociv1.invalid.mediatype.manifest.json", "manifest.unsupported"],
  ["internal/manifest/testdata/v2s1.manifest.json", "manifest.unsupported"],
  ["internal/manifest/testdata/v2s1-unsigned.manifest.json", "manifest.unsupported"],
  ["internal/manifest/testdata/unknown-version.manifest.json", "manifest.unsupported"],
  ["internal/image/fixtures/oci1-artifact.json", "manifest.artifact"],
  ["manifest/fixtures/ociv1.everything.json", "manifest.artifact"],
  ["internal/manifest/testdata/non-json.manifest.json", "manifest.malformed"],
];

describe.skipIf(fixturesAreAbsent !== "")(`documents that others have made ${fixturesAreAbsent}`, () => {
  it.each(OTHERS)("%s: %s", (name, expected) => {
    const bytes = readFileSync(path.join(FIXTURES, "images/containers+image", name));
    const outcome = ((): string => {
      try {
        return parseManifest(bytes, "It").kind;
      } catch (error) {
        return error instanceof LumogateError ? error.code : String(error);
      }
    })();
    expect(outcome).toBe(expected);
  });
});
