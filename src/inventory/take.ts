import { CATALOGERS } from "../catalogers/index.ts";
import { LIMITS } from "../limits.ts";
import type { OpenImage } from "../model/image.ts";
import {
  INVENTORY_SCHEMA,
  type Gap,
  type Inventory,
  type OperatingSystem,
  type Package,
} from "../model/inventory.ts";
import { compareText } from "../text.ts";
import { packageKey } from "./database-states.ts";
import { runCataloger, type Catalogue } from "./databases.ts";
import { familyConflict, familyOfType } from "./families.ts";
import { findSystem } from "./os.ts";
import { packageUrl } from "./purl.ts";
import { findUnsupported, type SeenDatabase } from "./unsupported.ts";

/**
 * Takes the inventory of an image: what system it is, which packages it has, and what could not be found out.
 * The same image gives the same document, byte for byte.
 *
 * @throws only what the image's source throws; whatever is wrong within the image is a gap
 */
export async function takeInventory(image: OpenImage): Promise<Inventory> {
  // All at once: an engine answers each question after 5 to 150 ms.
  const [system, catalogues, unsupported] = await Promise.all([
    findSystem(image.files),
    Promise.all(CATALOGERS.map((cataloger) => runCataloger(cataloger, image.files))),
    findUnsupported(image.files),
  ]);
  const databases = catalogues.flatMap((catalogue) => catalogue.databases);
  const packages = mergePackages(catalogues, system.os);
  const families = new Set([
    ...databases.flatMap(({ type }) => familyOfType(type) ?? []),
    ...unsupported.map(({ database }) => database.family),
  ]);
  const conflict = system.os === undefined ? undefined : familyConflict(system.os, families);
  return {
    schema: INVENTORY_SCHEMA,
    image: image.identity,
    config: image.config,
    layers: image.layers,
    ...(system.os === undefined ? {} : { os: system.os }),
    scope: "os",
    packages: packages.slice(0, LIMITS.packages),
    databases: databases.toSorted((a, b) => compareText(a.type, b.type) || compareText(a.path, b.path)),
    gaps: [
      ...image.gaps,
      ...system.gaps,
      ...(conflict === undefined ? [] : [conflict]),
      ...catalogues.flatMap((catalogue) => catalogue.gaps),
      ...unsupportedGaps(unsupported),
      ...emptinessGaps(catalogues, unsupported),
      ...limitGaps(packages),
    ],
  };
}

/** A package that two databases record is one package in two places. */
function mergePackages(catalogues: readonly Catalogue[], os: OperatingSystem | undefined): Package[] {
  const merged = new Map<string, Package>();
  for (const { type, packages } of catalogues) {
    for (const { parsed, path } of packages) {
      const one: Package = { type, ...parsed, purl: packageUrl(type, parsed, os), locations: [{ path }] };
      const key = `${packageKey(type, parsed)}\n${parsed.status ?? ""}`;
      const known = merged.get(key);
      const isElsewhere = known?.locations.every((location) => location.path !== path) ?? false;
      if (known === undefined) merged.set(key, one);
      else if (isElsewhere) merged.set(key, { ...known, locations: [...known.locations, { path }] });
    }
  }
  return [...merged.values()].toSorted(
    (a, b) =>
      compareText(a.type, b.type) ||
      compareText(a.name, b.name) ||
      (a.epoch ?? 0) - (b.epoch ?? 0) ||
      compareText(a.version, b.version) ||
      compareText(a.arch ?? "", b.arch ?? ""),
  );
}

function unsupportedGaps(seen: readonly SeenDatabase[]): Gap[] {
  // One database reached by two paths, or two of a kind, is told once.
  const byName = new Map(seen.toReversed().map((one) => [one.database.name, one]));
  return [...byName.values()].toReversed().map(({ database, path }) => ({
    code: "packages.unsupported-database",
    by: "packages",
    path,
    reason: `This is a package database of ${database.name}, which this version of lumogate cannot read.`,
    affects: ["packages"],
  }));
}

/** "No packages" is never said in silence: there is no database, or there is one and it is empty. */
function emptinessGaps(catalogues: readonly Catalogue[], unsupported: readonly SeenDatabase[]): Gap[] {
  const databases = catalogues.flatMap((catalogue) => catalogue.databases);
  const nothingSeen = databases.length === 0 && unsupported.length === 0;
  if (nothingSeen && catalogues.every((catalogue) => catalogue.gaps.length === 0)) {
    const reason =
      "The image has no package database that is known, so what is installed in it cannot be told.";
    return [{ code: "packages.no-database", by: "packages", reason, affects: ["packages"] }];
  }
  const typesWithPackages = new Set(databases.filter(({ packages }) => packages > 0).map(({ type }) => type));
  return databases
    .filter(({ type }) => !typesWithPackages.has(type))
    .map(({ path }) => ({
      code: "packages.empty-database",
      by: "packages",
      path,
      reason: "This package database lists no installed package, which a database in use never does.",
      affects: ["packages"],
    }));
}

function limitGaps(packages: readonly Package[]): Gap[] {
  if (packages.length <= LIMITS.packages) return [];
  const reason = `The image has more than ${LIMITS.packages} packages; only the first ones are listed.`;
  return [{ code: "packages.limit", by: "packages", reason, affects: ["packages"] }];
}
