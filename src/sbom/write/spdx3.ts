import type { Inventory, OperatingSystem, Package } from "../../model/inventory.ts";
import { VERSION } from "../../version.ts";
import { documentProperties } from "../own-record.ts";
import { packageProperties, type Property } from "../properties.ts";
import { nativePackage } from "../read/spdx3.ts";
import { isExpression } from "./licenses.ts";
import { type Subject, subjectOf, UNKNOWN_DATE } from "./subject.ts";

type Json = Readonly<Record<string, unknown>>;
type Element = Json & { readonly spdxId: string };

/** An inventory as SPDX 3.0.1 in JSON-LD, https://spdx.github.io/spdx-spec/v3.0.1/. */
export function spdx3Document(inventory: Inventory): Json {
  const subject = subjectOf(inventory);
  const elements = new Elements(`https://spdx.org/spdxdocs/lumogate-${subject.uuid}#`);
  const agent = elements.add("SoftwareAgent", "Agent", { name: "lumogate" });
  const tool = elements.add("Tool", "Tool", { name: `lumogate ${VERSION}` });
  const image = elements.add("software_Package", "Image", imageMembers(subject, inventory));
  const { os, packages } = inventory;
  const contained = [
    ...(os === undefined ? [] : [elements.add("software_Package", "OperatingSystem", systemMembers(os))]),
    ...packages.map((one, index) => addPackage(elements, one, `Package-${index + 1}`)),
  ];
  if (contained.length > 0) {
    elements.add("Relationship", "Contents", {
      relationshipType: "contains",
      from: image,
      to: contained,
      // Never "complete": what nobody knows how to look for may be there all the same.
      completeness: subject.isIncomplete ? "incomplete" : "noAssertion",
    });
  }
  const conforms = { profileConformance: ["core", "software", "simpleLicensing", "extension"] };
  const all = elements.ids();
  const sbom = elements.add("software_Sbom", "Sbom", {
    ...conforms,
    rootElement: [image],
    element: all,
    software_sbomType: ["analyzed"],
  });
  elements.add("SpdxDocument", "Document", {
    name: subject.name,
    ...conforms,
    rootElement: [sbom],
    element: [...all, sbom],
  });
  return {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
      {
        type: "CreationInfo",
        "@id": CREATION,
        specVersion: "3.0.1",
        created: subject.created ?? UNKNOWN_DATE,
        createdBy: [agent],
        createdUsing: [tool],
      },
      ...elements.all(),
    ],
  };
}

const CREATION = "_:creation";

/** The elements of a document, each once. */
class Elements {
  readonly #namespace: string;
  readonly #elements: Element[] = [];
  /** IDs of those that several others name, by what they are. */
  readonly #shared = new Map<string, string>();

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** @returns the element's ID */
  add(type: string, name: string, members: Json): string {
    const spdxId = `${this.#namespace}${name}`;
    this.#elements.push({ type, spdxId, creationInfo: CREATION, ...members });
    return spdxId;
  }

  /** The same ID for the same members; a new element where there is none yet. */
  share(type: string, members: Json): string {
    const key = JSON.stringify([type, members]);
    const id = this.#shared.get(key) ?? this.add(type, `Shared-${this.#shared.size + 1}`, members);
    this.#shared.set(key, id);
    return id;
  }

  all(): readonly Element[] {
    return this.#elements;
  }

  ids(): readonly string[] {
    return this.#elements.map(({ spdxId }) => spdxId);
  }
}

function imageMembers({ name, digest, purl }: Subject, inventory: Inventory): Json {
  return {
    ...packageMembers(name, digest, purl),
    software_primaryPurpose: "container",
    ...extension(documentProperties(inventory)),
  };
}

function systemMembers({ id, versionId, prettyName }: OperatingSystem): Json {
  return {
    ...packageMembers(id, versionId, undefined),
    software_primaryPurpose: "operatingSystem",
    ...(prettyName === undefined ? {} : { summary: prettyName }),
  };
}

/** What the format has no place for becomes properties: all in which a reader would find another package than this. */
function addPackage(elements: Elements, one: Package, name: string): string {
  const { maintainer, vendor = maintainer } = one;
  const licenses = (one.licenses ?? []).map(licenseElement);
  const plain = {
    ...packageMembers(one.name, one.version, one.purl),
    ...(vendor === undefined ? {} : { suppliedBy: elements.share("Agent", { name: vendor }) }),
    ...(maintainer === undefined ? {} : { originatedBy: [elements.share("Agent", { name: maintainer })] }),
    software_primaryPurpose: one.evidence === "binary" ? "application" : "library",
  };
  const native = nativePackage(plain, {
    licenses: licenses.map(({ members }) => members),
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(vendor === undefined ? {} : { supplier: vendor }),
  });
  const properties = packageProperties(one, native);
  const from = elements.add("software_Package", name, { ...plain, ...extension(properties) });
  const to = licenses.map(({ type, members }) => elements.share(type, members));
  if (to.length > 0)
    elements.add("Relationship", `${name}-licenses`, { relationshipType: "hasDeclaredLicense", from, to });
  return from;
}

function licenseElement(text: string): { readonly type: string; readonly members: Json } {
  if (isExpression(text))
    return {
      type: "simplelicensing_LicenseExpression",
      members: { simplelicensing_licenseExpression: text },
    };
  // The package's record has no more than the name.
  return {
    type: "simplelicensing_SimpleLicensingText",
    members: { name: text, simplelicensing_licenseText: text },
  };
}

function packageMembers(name: string, version: string | undefined, purl: string | undefined): Json {
  return {
    name,
    ...(version === undefined || version === "" ? {} : { software_packageVersion: version }),
    ...(purl === undefined ? {} : { software_packageUrl: purl }),
  };
}

/** SPDX 3 has a place for properties as CycloneDX has them. */
function extension(properties: readonly Property[]): Json {
  if (properties.length === 0) return {};
  const entries = properties.map(([name, value]) => ({
    type: "extension_CdxPropertyEntry",
    extension_cdxPropName: name,
    extension_cdxPropValue: value,
  }));
  return { extension: [{ type: "extension_CdxPropertiesExtension", extension_cdxProperty: entries }] };
}
