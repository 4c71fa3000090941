import type { JsonRecord } from "../../json.ts";
import type { OperatingSystem, Package } from "../../model/inventory.ts";
import { identify } from "../identity.ts";
import { parseDocumentProperties } from "../own-record.ts";
import { type Property, withProperties } from "../properties.ts";
import { parsePurl } from "../purl.ts";
import type { Sbom, SbomProblem } from "../sbom.ts";
import { known, recordsOf, textOf, textsOf } from "../values.ts";
import { SBOM_SOURCE } from "./distro.ts";
import { licensesOf } from "./licenses.ts";
import { untyped } from "./untyped.ts";

/**
 * Reads SPDX 2.2 and 2.3, as its JSON has it.
 *
 * @throws Error with a clause as its message
 */
export function readSpdx(document: JsonRecord): Sbom {
  const described = describedIds(document);
  const all = recordsOf(document, "packages");
  const roots = all.filter((one) => described.has(textOf(one, "SPDXID") ?? ""));
  const root = roots.length === 1 ? roots[0] : undefined;
  const names = licenseNames(document);
  const sources = sourceIds(document);
  const found = all.filter(
    (one) => isPackage(one, one === root) && !sources.has(textOf(one, "SPDXID") ?? ""),
  );
  const record = parseDocumentProperties(root === undefined ? [] : annotationsOf(root));
  const os = record?.os ?? systemOf(all);
  return {
    format: (textOf(document, "spdxVersion") ?? "SPDX").replace("-", " "),
    image: record?.image ?? imageOf(root),
    packages: found.map((one) => withProperties(nativePackage(one, names), annotationsOf(one))),
    ...known({ os, own: record?.own }),
    isOfSystem: os !== undefined || (root !== undefined && isContainer(root)),
    problems: [
      ...untyped(found.filter((one) => purlOf(one) === undefined).map((one) => textOf(one, "name") ?? "")),
      ...incomplete(document, root),
    ],
  };
}

/** What the document is of: said by a relationship, or in SPDX 2.2 by a list as well. */
function describedIds(document: JsonRecord): ReadonlySet<string> {
  const by = recordsOf(document, "relationships").flatMap((one) => {
    const { spdxElementId, relationshipType, relatedSpdxElement } = one;
    if (relationshipType === "DESCRIBES" && spdxElementId === "SPDXRef-DOCUMENT") return relatedSpdxElement;
    return relationshipType === "DESCRIBED_BY" ? spdxElementId : [];
  });
  return new Set([...by.filter((id) => typeof id === "string"), ...textsOf(document, "documentDescribes")]);
}

/** What packages were built from: Bitnami and Wolfi list that beside what they install. */
function sourceIds(document: JsonRecord): ReadonlySet<string> {
  const ids = recordsOf(document, "relationships").flatMap((one) => {
    if (one["relationshipType"] === "GENERATED_FROM") return one["relatedSpdxElement"];
    return one["relationshipType"] === "GENERATES" ? one["spdxElementId"] : [];
  });
  return new Set(ids.filter((id) => typeof id === "string"));
}

/** Purposes (SPDX 2.3, 7.24) of what is no package of its own. */
const NO_PACKAGE = new Set([
  "CONTAINER",
  "OPERATING-SYSTEM",
  "OPERATING_SYSTEM",
  "FILE",
  "ARCHIVE",
  "DEVICE",
]);

/** An application without a version is a file that lists packages, as Trivy has them: a lock file, a jar. */
function isPackage(one: JsonRecord, isRoot: boolean): boolean {
  const purl = purlOf(one);
  const purpose = textOf(one, "primaryPackagePurpose") ?? "";
  if (purl !== undefined) return !(isRoot && isContainer(one));
  if (isRoot || NO_PACKAGE.has(purpose) || textOf(one, "name") === undefined) return false;
  return purpose !== "APPLICATION" || textOf(one, "versionInfo") !== undefined;
}

function isContainer(one: JsonRecord): boolean {
  const type = parsePurl(purlOf(one) ?? "")?.type;
  return textOf(one, "primaryPackagePurpose") === "CONTAINER" || type === "oci" || type === "docker";
}

/** A package as SPDX's own words have it. */
export function nativePackage(one: JsonRecord, names: ReadonlyMap<string, string>): Package {
  const licenses = licensesOf(textOf(one, "licenseDeclared") ?? textOf(one, "licenseConcluded"), names);
  const maintainer = actorOf(textOf(one, "originator"));
  const supplier = actorOf(textOf(one, "supplier"));
  return {
    ...identify(purlOf(one), { name: textOf(one, "name") ?? "", version: textOf(one, "versionInfo") ?? "" }),
    ...known({
      licenses: licenses.length === 0 ? undefined : licenses,
      maintainer,
      vendor: supplier === maintainer ? undefined : supplier,
    }),
    locations: [],
  };
}

function purlOf(one: JsonRecord): string | undefined {
  const reference = recordsOf(one, "externalRefs").find((each) => each["referenceType"] === "purl");
  return reference === undefined ? undefined : textOf(reference, "referenceLocator");
}

/** `Person: Jane Doe (jane@example.com)` is `Jane Doe <jane@example.com>` (SPDX 2.3, 7.5). */
function actorOf(text: string | undefined): string | undefined {
  const kind = text === undefined ? undefined : /^(?:Person|Organization):/.exec(text)?.[0];
  if (text === undefined || kind === undefined) return undefined;
  // Not by one regular expression: it would try every way to share the blanks among its parts.
  const open = text.indexOf("(");
  const name = text.slice(kind.length, open === -1 ? undefined : open).trim();
  const mail = open !== -1 && text.endsWith(")") ? text.slice(open + 1, -1).trim() : "";
  if (name === "") return undefined;
  return mail === "" ? name : `${name} <${mail}>`;
}

export function licenseNames(document: JsonRecord): ReadonlyMap<string, string> {
  return new Map(
    recordsOf(document, "hasExtractedLicensingInfos").flatMap((license) => {
      const id = textOf(license, "licenseId");
      const name = textOf(license, "name") ?? textOf(license, "extractedText");
      return id === undefined || name === undefined || name === "NOASSERTION" ? [] : [[id, name] as const];
    }),
  );
}

/** Our properties stand in annotations: `lumogate:status=unpacked`. */
function annotationsOf(one: JsonRecord): Property[] {
  return recordsOf(one, "annotations").flatMap((annotation): Property[] => {
    const comment = textOf(annotation, "comment") ?? "";
    const equals = comment.indexOf("=");
    return comment.startsWith("lumogate:") && equals > 0
      ? [[comment.slice(0, equals), comment.slice(equals + 1)]]
      : [];
  });
}

function systemOf(all: readonly JsonRecord[]): OperatingSystem | undefined {
  const one = all.find((each) => /^OPERATING[-_]SYSTEM$/.test(textOf(each, "primaryPackagePurpose") ?? ""));
  const id = one === undefined ? undefined : textOf(one, "name")?.toLowerCase();
  if (one === undefined || id === undefined) return undefined;
  return { id, ...known({ versionId: textOf(one, "versionInfo") }), idLike: [], source: SBOM_SOURCE };
}

function imageOf(root: JsonRecord | undefined): Sbom["image"] {
  if (root === undefined) return {};
  const purl = parsePurl(purlOf(root) ?? "");
  const digest = [textOf(root, "versionInfo"), purl?.version].find((one) =>
    /^sha256:[0-9a-f]{64}$/.test(one ?? ""),
  );
  return known({ reference: textOf(root, "name"), digest });
}

/** A relationship to NOASSERTION says that there may be more than is listed (SPDX 2.3, 11.1). */
function incomplete(document: JsonRecord, root: JsonRecord | undefined): SbomProblem[] {
  const says = recordsOf(document, "relationships").some(
    ({ spdxElementId, relationshipType, relatedSpdxElement }) =>
      relatedSpdxElement === "NOASSERTION" &&
      relationshipType === "CONTAINS" &&
      (spdxElementId === "SPDXRef-DOCUMENT" || spdxElementId === root?.["SPDXID"]),
  );
  const reason = "The SBOM says of itself that it may not list all that its image contains.";
  return says ? [{ code: "incomplete", reason }] : [];
}
