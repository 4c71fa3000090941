// By parts: the whole brings validators and readers of package.json, too.
import * as Enums from "@cyclonedx/cyclonedx-library/Enums";
import * as Models from "@cyclonedx/cyclonedx-library/Models";
import * as Serialize from "@cyclonedx/cyclonedx-library/Serialize";
import * as SPDX from "@cyclonedx/cyclonedx-library/SPDX";
import * as Spec from "@cyclonedx/cyclonedx-library/Spec";
import type { Inventory, OperatingSystem, Package } from "../../model/inventory.ts";
import { NAME_SEPARATORS } from "../../model/name-separators.ts";
import type { PackageType } from "../../model/package-types.ts";
import { VERSION } from "../../version.ts";
import { documentProperties } from "../own-record.ts";
import { packageProperties, type Property } from "../properties.ts";
import { nativePackage } from "../read/cyclonedx.ts";
import { isExpression } from "./licenses.ts";
import { type Subject, subjectOf } from "./subject.ts";

const { Component } = Models;
const NORMALIZERS = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
/** As they come: the library would sort by the machine's locale. */
const OPTIONS = { sortLists: false };

type Json = Readonly<Record<string, unknown>>;

/** An inventory as CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/. */
export function cyclonedxDocument(inventory: Inventory): Json {
  const subject = subjectOf(inventory);
  const bom = new Models.Bom({ serialNumber: `urn:uuid:${subject.uuid}` });
  bom.metadata.tools.components.add(
    new Component(Enums.ComponentType.Application, "lumogate", { version: VERSION }),
  );
  const image = imageComponent(subject, inventory);
  bom.metadata.component = image;
  // The library's graph would say of each package that it depends on nothing.
  const {
    dependencies: _dependencies,
    metadata,
    ...document
  } = NORMALIZERS.makeForBom().normalize(bom, OPTIONS);
  const { os, packages } = inventory;
  return {
    ...document,
    metadata: { ...metadata, timestamp: subject.created },
    components: [...(os === undefined ? [] : [systemComponent(os)]), ...packageComponents(packages)],
    compositions: [
      // Never "complete": what nobody knows how to look for may be there all the same.
      { aggregate: subject.isIncomplete ? "incomplete" : "unknown", assemblies: [image.bomRef.value] },
    ],
  };
}

function imageComponent({ name, digest, purl }: Subject, inventory: Inventory): Models.Component {
  return new Component(Enums.ComponentType.Container, name, {
    bomRef: "image",
    ...(digest === undefined ? {} : { version: digest }),
    ...(purl === undefined ? {} : { purl }),
    properties: repository(documentProperties(inventory)),
  });
}

function systemComponent({ id, versionId, prettyName }: OperatingSystem): Json {
  return normalized(
    new Component(Enums.ComponentType.OperatingSystem, id, {
      bomRef: "os",
      ...(versionId === undefined ? {} : { version: versionId }),
      ...(prettyName === undefined ? {} : { description: prettyName }),
    }),
  );
}

/** One package may be there twice with one URL: in two states. */
function packageComponents(packages: readonly Package[]): Json[] {
  const uses = new Map<string, number>();
  return packages.map((one) => {
    const use = (uses.get(one.purl) ?? 0) + 1;
    uses.set(one.purl, use);
    return packageComponent(one, use === 1 ? one.purl : `${one.purl}#${use}`);
  });
}

/** What the format has no place for becomes properties: all in which a reader would find another package than this. */
function packageComponent(one: Package, bomRef: string): Json {
  const component = new Component(typeOf(one), nameOf(one).name, {
    bomRef,
    version: one.version,
    purl: one.purl,
    licenses: new Models.LicenseRepository(licensesOf(one)),
    ...nameOf(one),
    ...(one.maintainer === undefined ? {} : { publisher: one.maintainer }),
    ...supplierOf(one),
  });
  const plain = normalized(component);
  const occurrences = one.locations.map(({ path }) => ({ location: path }));
  const said = occurrences.length === 0 ? plain : { ...plain, evidence: { occurrences } };
  const properties = packageProperties(one, nativePackage(said));
  if (properties.length === 0) return said;
  return { ...said, properties: properties.map(([name, value]) => ({ name, value })) };
}

/** Programs that were recognised by what is in them are no libraries. */
function typeOf({ evidence }: Package): Enums.ComponentType {
  return evidence === "binary" ? Enums.ComponentType.Application : Enums.ComponentType.Library;
}

/** Types whose tools write a group into CycloneDX. */
const GROUPED: ReadonlySet<PackageType> = new Set(["maven", "npm", "composer"]);

/** Names in the parts that CycloneDX has for them; a reader puts them together again. */
function nameOf({ type, name }: Package): { readonly name: string; readonly group?: string } {
  const separator = GROUPED.has(type) ? NAME_SEPARATORS[type] : undefined;
  const at = separator === undefined ? -1 : name.indexOf(separator);
  return at < 1 ? { name } : { group: name.slice(0, at), name: name.slice(at + 1) };
}

/** An expression stands alone (1.6, licenseChoice); beside other licences it can only be named. */
function licensesOf({ licenses = [] }: Package): Models.License[] {
  return licenses
    .filter((text) => text !== "")
    .map((text) => {
      if (SPDX.isSupportedSpdxId(text)) return new Models.SpdxLicense(text);
      return licenses.length === 1 && isExpression(text)
        ? new Models.LicenseExpression(text)
        : new Models.NamedLicense(text);
    });
}

/** Who delivers the package: who made it, or else who maintains it. */
function supplierOf({ vendor, maintainer }: Package): { readonly supplier?: Models.OrganizationalEntity } {
  const name = vendor ?? maintainer;
  return name === undefined ? {} : { supplier: new Models.OrganizationalEntity({ name }) };
}

function repository(properties: readonly Property[]): Models.PropertyRepository {
  return new Models.PropertyRepository(properties.map(([name, value]) => new Models.Property(name, value)));
}

function normalized(component: Models.Component): Json {
  return { ...NORMALIZERS.makeForComponent().normalize(component, OPTIONS) };
}
