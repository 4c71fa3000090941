import type { FoundPackage } from "../model/file-facts.ts";
import { messageOf } from "../model/error.ts";
import type { Package } from "../model/inventory.ts";
import { readSbom } from "../sbom/read/read.ts";
import type { ParsedFile, RecordCataloger } from "./cataloger.ts";

/**
 * SBOMs that lie in an image: those that installers leave as their record (Bitnami's components, Python's wheels by PEP 770, apks
 * of Wolfi), and those that somebody has put there. Each is a claim of whoever wrote it, so its packages have it as evidence.
 */
export const sbom = {
  name: "sbom",
  globs: [
    "**/*.{spdx,cdx,bom,sbom,syft}.json",
    // What CycloneDX's own tools call theirs.
    "**/{bom,sbom}.json",
    "**/*.spdx",
    "**/*.dist-info/sboms/*",
  ],
  parse: ({ path, bytes }): ParsedFile => {
    try {
      const { packages } = readSbom(bytes);
      return { packages: packages.filter((one) => isInstalled(one, path)).map(foundPackage), problems: [] };
    } catch (cause) {
      // Elsewhere it may be anything: a test's broken example, another format. What is installed has other records.
      const problems = isOnlyRecord(path)
        ? [{ code: "malformed", reason: `As an SBOM, ${messageOf(cause)}.` }]
        : [];
      return { packages: [], problems };
    }
  },
} satisfies RecordCataloger;

/** Bitnami installs by unpacking, and writes down what in nothing but these: one of itself in each component's folder. */
const BITNAMI = /^\/opt\/bitnami\/(?:.*\/)?\.spdx-[^/]*\.spdx$/i;

/** What is bundled into a wheel, which nothing else tells (PEP 770). */
const WHEEL = /\.dist-info\/sboms\/[^/]+$/i;

/** Whether an installer's only record would be lost with the file. */
function isOnlyRecord(path: string): boolean {
  return BITNAMI.test(path) || WHEEL.test(path);
}

/** Of Bitnami's, the component itself: the rest are the sources that it was built of. */
function isInstalled({ type }: Package, path: string): boolean {
  return !BITNAMI.test(path) || type === "bitnami";
}

function foundPackage({
  locations: _locations,
  introducedIn: _introducedIn,
  ...rest
}: Package): FoundPackage {
  const { fromBase: _fromBase, ownedBy: _ownedBy, ...found } = rest;
  return { ...found, evidence: "sbom" };
}
