import type { FileCataloger } from "../../catalogers/cataloger.ts";
import { FILE_CATALOGERS } from "../../catalogers/in-files.ts";
import type { Scope } from "../../model/inventory.ts";
import type { Extractor, SeenFile } from "../../model/extractor.ts";
import { decodeUtf8 } from "../../text.ts";
import { encodeFacts } from "./facts.ts";
import { sniff, SNIFF_BYTES } from "../files/sniff.ts";
import { isWantedOfFiles } from "../files/wanted-files.ts";
import { findingsIn } from "./findings.ts";
import { GlobIndex } from "./glob-index.ts";
import { isWanted } from "./wanted.ts";

/**
 * What an inventory needs of the files of an image, taken while they come by: contents of package databases for either scope;
 * with `all`, what catalogers find in files that lie anywhere, and what files are by their first bytes.
 */
export function extractorFor(scope: Scope): Extractor {
  return scope === "os" ? NOTHING_EXTRACTED : everythingExtracted(FILE_CATALOGERS);
}

/** Raised whenever other files are wanted, or a cataloger, or whoever is asked here, says something else of the same file. */
const FACTS_VERSION = 2;

const NOTHING_EXTRACTED: Extractor = {
  version: `os ${FACTS_VERSION}`,
  wanted: isWanted,
  headBytes: 0,
  claims: () => false,
  extract: () => Promise.resolve(undefined),
};

/** @param now milliseconds, from whenever */
export function everythingExtracted(
  catalogers: readonly FileCataloger[],
  now: () => number = () => performance.now(),
): Extractor {
  const index = new GlobIndex(
    catalogers.map(
      (cataloger) => [cataloger.globs, { cataloger, begins: beginsWithAny(cataloger.magics) }] as const,
    ),
  );
  const whoever = ({ path, head }: SeenFile): FileCataloger[] =>
    index.find(path).flatMap(({ cataloger, begins }) => (begins(head) ? [cataloger] : []));
  return {
    version: `all ${FACTS_VERSION}`,
    wanted: (path) => isWanted(path) || isWantedOfFiles(path),
    headBytes: Math.max(
      SNIFF_BYTES,
      ...catalogers.flatMap(({ magics = [] }) => magics.map(({ length }) => length)),
    ),
    claims: (file) => whoever(file).length > 0 || Object.keys(sniff(file.head, file.path)).length > 0,
    extract: async (file, content) => {
      const path = `/${decodeUtf8(file.path).text}`;
      const found = await findingsIn({ path, mode: file.mode, content }, whoever(file), now);
      return encodeFacts({ ...sniff(file.head, file.path), ...(found.length === 0 ? {} : { found }) });
    },
  };
}

/** Told by the first byte for almost every file. */
function beginsWithAny(magics: readonly Uint8Array[] | undefined): (head: Uint8Array) => boolean {
  if (magics === undefined) return () => true;
  const firstBytes = new Set(magics.map(([first]) => first));
  return (head) =>
    firstBytes.has(head[0]) && magics.some((magic) => magic.every((byte, index) => head[index] === byte));
}
