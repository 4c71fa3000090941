import type { Inventory, OperatingSystem, Package } from "../../model/inventory.ts";
import { VERSION } from "../../version.ts";
import { documentProperties } from "../own-record.ts";
import { packageProperties, type Property } from "../properties.ts";
import { nativePackage } from "../read/spdx.ts";
import { NamedLicenses } from "./named-licenses.ts";
import { type Subject, subjectOf, UNKNOWN_DATE } from "./subject.ts";

type Json = Readonly<Record<string, unknown>>;

const TOOL = `Tool: lumogate-${VERSION}`;
const IMAGE = "SPDXRef-Image";
const SYSTEM = "SPDXRef-OperatingSystem";

/** An inventory as SPDX 2.3 in JSON, https://spdx.github.io/spdx-spec/v2.3/. */
export function spdxDocument(inventory: Inventory): Json {
  const subject = subjectOf(inventory);
  const { os, packages } = inventory;
  const created = subject.created ?? UNKNOWN_DATE;
  const licenses = new NamedLicenses();
  const listed = packages.map((one, index) =>
    packageElement(one, `SPDXRef-Package-${index + 1}`, created, licenses),
  );
  const contained = [...(os === undefined ? [] : [systemElement(os)]), ...listed];
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: subject.name,
    // What the specification proposes for whoever has no place of their own on the web (2.3, 6.5).
    documentNamespace: `https://spdx.org/spdxdocs/lumogate-${subject.uuid}`,
    creationInfo: { created, creators: [TOOL] },
    packages: [imageElement(subject, documentProperties(inventory), created), ...contained],
    relationships: [
      relationship("SPDXRef-DOCUMENT", "DESCRIBES", IMAGE),
      ...contained.map(({ SPDXID }) => relationship(IMAGE, "CONTAINS", SPDXID)),
      // That there may be more is said by a relationship to what is not known (2.3, 11.1).
      ...(subject.isIncomplete ? [relationship(IMAGE, "CONTAINS", "NOASSERTION")] : []),
    ],
    ...licenses.members(),
  };
}

type Element = Json & { readonly SPDXID: string };

function imageElement(
  { name, digest, purl }: Subject,
  properties: readonly Property[],
  date: string,
): Element {
  return {
    ...element(IMAGE, name, digest, purl),
    primaryPackagePurpose: "CONTAINER",
    annotations: annotations(properties, date),
  };
}

function systemElement({ id, versionId, prettyName }: OperatingSystem): Element {
  return {
    ...element(SYSTEM, id, versionId, undefined),
    // With the underscore of the JSON schema; the specification's text has a hyphen.
    primaryPackagePurpose: "OPERATING_SYSTEM",
    ...(prettyName === undefined ? {} : { summary: prettyName }),
  };
}

/** What the format has no place for becomes annotations: all in which a reader would find another package than this. */
function packageElement(one: Package, id: string, date: string, licenses: NamedLicenses): Element {
  const supplier =
    one.vendor === undefined ? actor("Person", one.maintainer) : actor("Organization", one.vendor);
  const originator = actor("Person", one.maintainer);
  const plain = {
    ...element(id, one.name, one.version, one.purl),
    licenseDeclared: licenses.expression(one.licenses ?? []),
    ...(supplier === undefined ? {} : { supplier }),
    ...(originator === undefined ? {} : { originator }),
    ...(one.evidence === "binary" ? { primaryPackagePurpose: "APPLICATION" } : {}),
  };
  const properties = packageProperties(one, nativePackage(plain, licenses.names()));
  return properties.length === 0 ? plain : { ...plain, annotations: annotations(properties, date) };
}

function element(
  SPDXID: string,
  name: string,
  version: string | undefined,
  purl: string | undefined,
): Element {
  return {
    name,
    SPDXID,
    ...(version === undefined || version === "" ? {} : { versionInfo: version }),
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: "NOASSERTION",
    copyrightText: "NOASSERTION",
    ...(purl === undefined ? {} : { externalRefs: [packageManagerRef(purl)] }),
  };
}

function packageManagerRef(purl: string): Json {
  return { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl };
}

function relationship(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): Json {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

function annotations(properties: readonly Property[], annotationDate: string): Json[] {
  return properties.map(([name, value]) => ({
    annotationDate,
    annotationType: "OTHER",
    annotator: TOOL,
    comment: `${name}=${value}`,
  }));
}

/** `Jane Doe <jane@example.com>` is `Person: Jane Doe (jane@example.com)` (2.3, 7.5); what does not fit is left to a property. */
function actor(kind: "Person" | "Organization", text: string | undefined): string | undefined {
  const [, name, mail] = /^([^\s()<>](?:[^()<>\n\r]*[^\s()<>])?)(?: <([^\s()<>]+)>)?$/.exec(text ?? "") ?? [];
  if (name === undefined) return undefined;
  return mail === undefined ? `${kind}: ${name}` : `${kind}: ${name} (${mail})`;
}
