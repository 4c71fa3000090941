import type { JsonRecord } from "../../json.ts";

/** The tags that are read (SPDX 2.3, annex H), by their names in SPDX's JSON. */
const DOCUMENT_TAGS: Tags = new Map([
  ["SPDXVersion", "spdxVersion"],
  ["DocumentName", "name"],
  ["DocumentNamespace", "documentNamespace"],
]);

const PACKAGE_TAGS: Tags = new Map([
  ["SPDXID", "SPDXID"],
  ["PackageVersion", "versionInfo"],
  ["PackageSupplier", "supplier"],
  ["PackageOriginator", "originator"],
  ["PackageLicenseConcluded", "licenseConcluded"],
  ["PackageLicenseDeclared", "licenseDeclared"],
  ["PrimaryPackagePurpose", "primaryPackagePurpose"],
]);

const LICENSE_TAGS: Tags = new Map([
  ["LicenseName", "name"],
  ["ExtractedText", "extractedText"],
]);

/** Tags that begin another section, which has tags like a package's that are not the package's. */
const OTHER_SECTIONS = new Set(["FileName", "SnippetSPDXID"]);

type Tags = ReadonlyMap<string, string>;
type Section = Map<string, unknown>;

/**
 * Reads tag-value into the shape of SPDX's JSON, as far as anybody here reads it.
 *
 * @throws Error with a clause as its message
 */
export function parseTagValue(text: string): JsonRecord {
  const document: Section = new Map();
  const [packages, licenses, relationships]: [Section[], Section[], JsonRecord[]] = [[], [], []];
  let section: Section = document;
  let tags: Tags = DOCUMENT_TAGS;
  for (const [tag, value] of pairs(text)) {
    if (tag === "PackageName") {
      section = new Map<string, unknown>([
        ["name", value],
        ["externalRefs", []],
      ]);
      tags = PACKAGE_TAGS;
      packages.push(section);
    } else if (tag === "LicenseID") {
      section = new Map([["licenseId", value]]);
      tags = LICENSE_TAGS;
      licenses.push(section);
    } else if (OTHER_SECTIONS.has(tag)) [section, tags] = [new Map(), new Map()];
    else if (tag === "Relationship") relationships.push(relationship(value));
    else if (tag === "ExternalRef") addReference(section, value);
    else {
      const key = tags.get(tag);
      if (key !== undefined && !section.has(key)) section.set(key, value);
    }
  }
  return {
    ...objectOf(document),
    packages: packages.map(objectOf),
    hasExtractedLicensingInfos: licenses.map(objectOf),
    relationships,
  };
}

/** `PACKAGE-MANAGER purl pkg:deb/debian/bash@5.2`. */
function addReference(section: Section, value: string): void {
  const [, referenceCategory, referenceType, referenceLocator] = /^(\S+)\s+(\S+)\s+(\S+)$/.exec(value) ?? [];
  const references = section.get("externalRefs");
  if (referenceLocator !== undefined && Array.isArray(references))
    references.push({ referenceCategory, referenceType, referenceLocator });
}

function relationship(value: string): JsonRecord {
  const [spdxElementId, relationshipType, relatedSpdxElement] = value.split(/\s+/);
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

function objectOf(section: Section): JsonRecord {
  return Object.fromEntries(section);
}

/** `Tag: value` a line; a value within `<text>` may have several, and what looks like a tag in it is none. */
function* pairs(text: string): Generator<readonly [tag: string, value: string]> {
  let at = 0;
  while (at < text.length) {
    let end = lineEnd(text, at);
    const line = text.slice(at, end);
    const colon = line.startsWith("#") ? -1 : line.indexOf(":");
    const tag = line.slice(0, Math.max(0, colon)).trim();
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && value.startsWith("<text>")) {
      const open = text.indexOf("<text>", at) + "<text>".length;
      const close = text.indexOf("</text>", open);
      if (close === -1) throw new Error(`the text of its ${tag} has no end`);
      yield [tag, text.slice(open, close)];
      end = lineEnd(text, close);
    } else if (colon > 0) yield [tag, value];
    at = end + 1;
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
