import { isRecord } from "../json.ts";
import type { Package } from "../model/inventory.ts";
import { isPackageType } from "../model/package-types.ts";

/** What we say of a package beyond what a format has a place for. */
export type Property = readonly [name: string, value: string];

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isList =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isObject =
  (required: Fields, optional: Fields): Check =>
  (value) =>
    isRecord(value) &&
    Object.entries(required).every(([key, check]) => check(value[key])) &&
    Object.entries(value).every(([key, child]) => key in required || optional[key]?.(child) === true);

type Fields = Readonly<Record<string, Check>>;

/** Every field of a package that can be said so, and what its value must be. */
const FIELDS: { readonly [Field in keyof Required<Package>]: Check } = {
  type: (value) => typeof value === "string" && isPackageType(value),
  name: isText,
  version: isText,
  epoch: isCount,
  arch: isText,
  purl: isText,
  status: isText,
  source: isObject({ name: isText }, { version: isText }),
  licenses: isList(isText),
  maintainer: isText,
  vendor: isText,
  modularity: isText,
  signedBy: isList(isText),
  size: isCount,
  evidence: (value) => value === "binary" || value === "sbom",
  ownedBy: isText,
  locations: isList(isObject({ path: isText }, { layer: isCount })),
  introducedIn: isObject({ layer: isCount }, { createdBy: isText }),
  fromBase: (value) => typeof value === "boolean",
};

const NAMES = Object.keys(FIELDS) as (keyof Package)[];

/**
 * What must be said of a package besides what a document says in its format's own words, so that reading it gives the very
 * same package: `lumogate:` and the field's name; a text as it is, all else as JSON; nothing where the package has no such field.
 *
 * @param native the package as a reader of the format gets it
 */
export function packageProperties(package_: Package, native: Package): Property[] {
  return NAMES.flatMap((field): Property[] => {
    const value = package_[field];
    if (JSON.stringify(value) === JSON.stringify(native[field])) return [];
    return [[`lumogate:${field}`, propertyText(value)]];
  });
}

function propertyText(value: Package[keyof Package]): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The package as its properties correct it.
 *
 * @throws Error with a clause as its message
 */
export function withProperties(native: Package, properties: readonly Property[]): Package {
  const said = new Map(properties);
  if (![...said.keys()].some((name) => name.startsWith("lumogate:"))) return native;
  const corrected = NAMES.flatMap((field): [string, unknown][] => {
    const text = said.get(`lumogate:${field}`);
    const value = text === undefined ? native[field] : parseValue(field, text);
    return value === undefined ? [] : [[field, value]];
  });
  return Object.fromEntries(corrected) as unknown as Package;
}

function parseValue(field: keyof Package, text: string): unknown {
  const isRequired = field === "name" || field === "version" || field === "purl";
  if (text === "") return isRequired ? "" : undefined;
  const value = TEXTS.has(field) ? text : parseJson(text);
  if (!FIELDS[field](value)) throw damaged();
  return value;
}

/** Fields whose values are texts, and stand as they are. */
const TEXTS: ReadonlySet<keyof Package> = new Set<keyof Package>([
  "type",
  "name",
  "version",
  "arch",
  "purl",
  "status",
  "maintainer",
  "vendor",
  "modularity",
  "evidence",
  "ownedBy",
]);

/** @throws Error with a clause as its message */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

export function damaged(cause?: unknown): Error {
  return new Error("what lumogate has written into it is damaged", { cause });
}
