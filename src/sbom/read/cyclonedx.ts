import type { JsonRecord } from "../../json.ts";
import type { Package } from "../../model/inventory.ts";
import { identify } from "../identity.ts";
import { parseDocumentProperties } from "../own-record.ts";
import { type Property, withProperties } from "../properties.ts";
import { parsePurl } from "../purl.ts";
import type { Sbom, SbomProblem } from "../sbom.ts";
import { known, recordOf, recordsOf, textOf } from "../values.ts";
import { cyclonedxImage } from "./cyclonedx-image.ts";
import { cyclonedxSystem } from "./cyclonedx-system.ts";
import { untyped } from "./untyped.ts";

/**
 * Reads CycloneDX JSON, 1.2 to 1.7. What a later version adds does not change what is read here.
 *
 * @throws Error with a clause as its message
 */
export function readCyclonedx(document: JsonRecord): Sbom {
  const metadata = recordOf(document, "metadata");
  const root = recordOf(metadata, "component");
  const components = withNested([...recordsOf(document, "components"), ...recordsOf(root, "components")]);
  const found = [...(isInstalled(root) ? [root] : []), ...components].filter(isPackage);
  const record = parseDocumentProperties([...propertiesOf(root), ...propertiesOf(metadata)]);
  const packages = found.map((component) =>
    withProperties(nativePackage(component), propertiesOf(component)),
  );
  const system = components.find((component) => component["type"] === "operating-system");
  const os = record?.os ?? (system === undefined ? undefined : cyclonedxSystem(system, propertiesOf(system)));
  return {
    format: `CycloneDX ${textOf(document, "specVersion") ?? ""}`.trim(),
    image: record?.image ?? cyclonedxImage(root, propertiesOf(root)),
    packages,
    ...known({ os, own: record?.own }),
    isOfSystem: root["type"] === "container" || root["type"] === "operating-system" || system !== undefined,
    problems: [
      ...untyped(found.filter((one) => textOf(one, "purl") === undefined).map(nameOf)),
      ...incomplete(document),
    ],
  };
}

/** A component, and those within it, in the order of the document. */
function withNested(components: readonly JsonRecord[]): JsonRecord[] {
  const all: JsonRecord[] = [];
  const pending = components.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    all.push(next);
    for (const child of recordsOf(next, "components").toReversed()) pending.push(child);
  }
  return all;
}

/** Whether what a document is of is itself something installed, and not the image around all that is. */
function isInstalled(root: JsonRecord): boolean {
  const purl = parsePurl(textOf(root, "purl") ?? "");
  return purl !== undefined && purl.type !== "oci" && purl.type !== "docker";
}

/**
 * Types of components that are programs. An application without a version is a file that lists packages, as Trivy and Syft have
 * them: a lock file, a jar.
 */
function isPackage(component: JsonRecord): boolean {
  const { type } = component;
  if (textOf(component, "name") === undefined || type === "operating-system") return false;
  if (textOf(component, "purl") !== undefined) return true;
  return (
    type === "library" ||
    type === "framework" ||
    (type === "application" && textOf(component, "version") !== undefined)
  );
}

/** A package as CycloneDX's own words have it. */
export function nativePackage(component: JsonRecord): Package {
  const supplier = textOf(recordOf(component, "supplier"), "name");
  const [author] = recordsOf(component, "authors");
  const maintainer =
    textOf(component, "publisher") ?? textOf(component, "author") ?? textOf(author ?? {}, "name");
  const licenses = licensesOf(component);
  return {
    ...identify(textOf(component, "purl"), {
      name: nameOf(component),
      version: textOf(component, "version") ?? "",
    }),
    ...known({
      licenses: licenses.length === 0 ? undefined : licenses,
      maintainer,
      // NTIA's minimum wants a supplier; where that is the maintainer once more, it says nothing new.
      vendor: supplier === maintainer ? undefined : supplier,
    }),
    locations: locationsOf(component),
  };
}

/** With its group in front; which sign stands between the two is the type's, so `identify` compares with the URL's. */
function nameOf(component: JsonRecord): string {
  const group = textOf(component, "group");
  const name = textOf(component, "name") ?? "";
  const separator = textOf(component, "purl")?.startsWith("pkg:maven/") === true ? ":" : "/";
  return group === undefined ? name : `${group}${separator}${name}`;
}

function licensesOf(component: JsonRecord): string[] {
  return recordsOf(component, "licenses").flatMap((choice) => {
    const license = recordOf(choice, "license");
    return textOf(choice, "expression") ?? textOf(license, "id") ?? textOf(license, "name") ?? [];
  });
}

function locationsOf(component: JsonRecord): Package["locations"] {
  const occurrences = recordsOf(recordOf(component, "evidence"), "occurrences");
  const listed = occurrences.flatMap((occurrence) => textOf(occurrence, "location") ?? []);
  const byTools = propertiesOf(component).filter(
    ([name]) => /^syft:location:\d+:path$/.test(name) || name === "aquasecurity:trivy:FilePath",
  );
  const paths = listed.length > 0 ? listed : byTools.map(([, path]) => path);
  return [...new Set(paths)].map((path) => ({ path }));
}

export function propertiesOf(component: JsonRecord): Property[] {
  return recordsOf(component, "properties").flatMap((property): Property[] => {
    const { name, value } = property;
    return typeof name === "string" && typeof value === "string" ? [[name, value]] : [];
  });
}

/** What a document says of its own completeness (`compositions`); where it says nothing, it claims to be what it is. */
function incomplete(document: JsonRecord): SbomProblem[] {
  const words = recordsOf(document, "compositions").flatMap(
    (composition) => textOf(composition, "aggregate") ?? [],
  );
  const word = words.find((one) => one.startsWith("incomplete"));
  if (word === undefined) return [];
  return [{ code: "incomplete", reason: `The SBOM says of itself that it is not complete: "${word}".` }];
}
