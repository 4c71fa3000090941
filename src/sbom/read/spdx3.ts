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
 * Reads SPDX 3.0 in the form that its JSON schema gives JSON-LD: a flat list of elements that name each other by their IDs.
 *
 * @throws Error with a clause as its message
 */
export function readSpdx3(document: JsonRecord): Sbom {
  const graph = new Graph(recordsOf(document, "@graph"));
  const all = graph.ofType("software_Package");
  const root = graph.root();
  const found = all.filter((one) => isPackage(one, one === root));
  const record = parseDocumentProperties(root === undefined ? [] : propertiesOf(root));
  const os = record?.os ?? systemOf(all);
  return {
    format: `SPDX ${graph.version()}`.trim(),
    image: record?.image ?? imageOf(root),
    packages: found.map((one) => withProperties(nativePackage(one, graph.about(one)), propertiesOf(one))),
    ...known({ os, own: record?.own }),
    isOfSystem: os !== undefined || (root !== undefined && isContainer(root)),
    problems: [
      ...untyped(found.filter((one) => purlOf(one) === undefined).map((one) => textOf(one, "name") ?? "")),
      ...graph.incomplete(root),
    ],
  };
}

/** The elements of a document, by their IDs and by what relates them. */
class Graph {
  readonly #elements: readonly JsonRecord[];
  readonly #byId: ReadonlyMap<string, JsonRecord>;
  /** By the type of the relationship and the ID it goes out from. */
  readonly #related = new Map<string, JsonRecord[]>();

  constructor(elements: readonly JsonRecord[]) {
    this.#elements = elements;
    this.#byId = new Map(elements.map((element) => [idOf(element), element]));
    for (const relationship of elements.filter(isRelationship)) {
      const key = `${textOf(relationship, "relationshipType")} ${textOf(relationship, "from")}`;
      const others = this.#related.get(key);
      if (others === undefined) this.#related.set(key, [relationship]);
      else others.push(relationship);
    }
  }

  ofType(type: string): readonly JsonRecord[] {
    return this.#elements.filter((one) => one["type"] === type);
  }

  version(): string {
    const [info] = this.ofType("CreationInfo");
    return textOf(info ?? {}, "specVersion") ?? "3";
  }

  /** What the document is of: the root of the SBOM that is the document's root, or the document's own. */
  root(): JsonRecord | undefined {
    let roots: readonly JsonRecord[] = this.ofType("SpdxDocument");
    // A document, its SBOM, the package: deeper there is nothing.
    for (let step = 0; step < 2; step += 1) {
      if (roots.some((one) => one["type"] === "software_Package")) break;
      roots = this.#named(roots.flatMap((one) => textsOf(one, "rootElement")));
    }
    const packages = roots.filter((one) => one["type"] === "software_Package");
    return packages.length === 1 ? packages[0] : undefined;
  }

  /** What others say of a package. */
  about(one: JsonRecord): About {
    const [originator] = textsOf(one, "originatedBy");
    const declared = this.#related.get(`hasDeclaredLicense ${idOf(one)}`);
    const relationships = declared ?? this.#related.get(`hasConcludedLicense ${idOf(one)}`) ?? [];
    return {
      licenses: this.#named(relationships.flatMap((each) => textsOf(each, "to"))),
      ...known({
        maintainer: this.#agentName(originator),
        supplier: this.#agentName(textOf(one, "suppliedBy")),
      }),
    };
  }

  #named(ids: readonly string[]): readonly JsonRecord[] {
    return ids.map((id) => this.#byId.get(id)).filter((element) => element !== undefined);
  }

  #agentName(id: string | undefined): string | undefined {
    const agent = this.#byId.get(id ?? "");
    return agent === undefined ? undefined : textOf(agent, "name");
  }

  /** What a relationship says of its own completeness. */
  incomplete(root: JsonRecord | undefined): SbomProblem[] {
    const relationships = root === undefined ? [] : (this.#related.get(`contains ${idOf(root)}`) ?? []);
    if (!relationships.some((one) => one["completeness"] === "incomplete")) return [];
    const reason = "The SBOM says of itself that it does not list all that its image contains.";
    return [{ code: "incomplete", reason }];
  }
}

/** Of any kind: some have a lifecycle's scope besides. */
function isRelationship(element: JsonRecord): boolean {
  return textOf(element, "type")?.endsWith("Relationship") === true;
}

/** What stands beside a package in elements of their own. */
export interface About {
  readonly licenses: readonly JsonRecord[];
  readonly maintainer?: string;
  readonly supplier?: string;
}

/** A package as SPDX's own words have it. */
export function nativePackage(one: JsonRecord, { licenses, maintainer, supplier }: About): Package {
  const texts = licenses.flatMap((license) => {
    const expression = textOf(license, "simplelicensing_licenseExpression");
    return expression === undefined ? (textOf(license, "name") ?? []) : licensesOf(expression, new Map());
  });
  const named = { name: textOf(one, "name") ?? "", version: textOf(one, "software_packageVersion") ?? "" };
  return {
    ...identify(purlOf(one), named),
    ...known({
      licenses: texts.length === 0 ? undefined : texts,
      maintainer,
      vendor: supplier === maintainer ? undefined : supplier,
    }),
    locations: [],
  };
}

function idOf(element: JsonRecord): string {
  return textOf(element, "spdxId") ?? textOf(element, "@id") ?? "";
}

/** Purposes of what is no package of its own. */
const NO_PACKAGE = new Set([
  "container",
  "operatingSystem",
  "file",
  "archive",
  "device",
  "diskImage",
  "filesystemImage",
]);

function isPackage(one: JsonRecord, isRoot: boolean): boolean {
  const purpose = textOf(one, "software_primaryPurpose") ?? "";
  if (purlOf(one) !== undefined) return !(isRoot && isContainer(one));
  if (isRoot || NO_PACKAGE.has(purpose) || textOf(one, "name") === undefined) return false;
  return purpose !== "application" || textOf(one, "software_packageVersion") !== undefined;
}

function isContainer(one: JsonRecord): boolean {
  const type = parsePurl(purlOf(one) ?? "")?.type;
  return textOf(one, "software_primaryPurpose") === "container" || type === "oci" || type === "docker";
}

function purlOf(one: JsonRecord): string | undefined {
  const identifier = recordsOf(one, "externalIdentifier").find(
    ({ externalIdentifierType: type }) => type === "packageUrl" || type === "purl",
  );
  return (
    textOf(one, "software_packageUrl") ??
    (identifier === undefined ? undefined : textOf(identifier, "identifier"))
  );
}

/** SPDX 3 took properties over from CycloneDX, as an extension. */
function propertiesOf(one: JsonRecord): Property[] {
  return recordsOf(one, "extension")
    .flatMap((extension) => recordsOf(extension, "extension_cdxProperty"))
    .flatMap((property): Property[] => {
      const { extension_cdxPropName: name, extension_cdxPropValue: value } = property;
      return typeof name === "string" && typeof value === "string" ? [[name, value]] : [];
    });
}

function systemOf(all: readonly JsonRecord[]): OperatingSystem | undefined {
  const one = all.find((each) => each["software_primaryPurpose"] === "operatingSystem");
  const id = one === undefined ? undefined : textOf(one, "name")?.toLowerCase();
  if (one === undefined || id === undefined) return undefined;
  return {
    id,
    ...known({ versionId: textOf(one, "software_packageVersion") }),
    idLike: [],
    source: SBOM_SOURCE,
  };
}

function imageOf(root: JsonRecord | undefined): Sbom["image"] {
  if (root === undefined) return {};
  const versions = [textOf(root, "software_packageVersion"), parsePurl(purlOf(root) ?? "")?.version];
  const digest = versions.find((one) => /^sha256:[0-9a-f]{64}$/.test(one ?? ""));
  return known({ reference: textOf(root, "name"), digest });
}
