import { LumogateError } from "../model/error.ts";
import type { PackageType } from "../model/package-types.ts";
import { apk } from "./apk.ts";
import { dottedNumbers } from "./dotted-numbers.ts";
import { dpkg } from "./dpkg.ts";
import { maven } from "./maven.ts";
import { nuget } from "./nuget.ts";
import type { Order, Ordering } from "./ordering.ts";
import { pep440 } from "./pep440.ts";
import { php } from "./php.ts";
import { parseRange, satisfiesRange } from "./range.ts";
import { rpm } from "./rpm.ts";
import { rubygems } from "./rubygems.ts";
import { golang, pub, semver } from "./semver.ts";

/**
 * How versions compare, by package type. A type that is not here has no order that everybody agrees on. A new ecosystem is one
 * file here, one row, one test.
 */
export const ORDERINGS = {
  deb: dpkg,
  opkg: dpkg,
  apk,
  // Gentoo's order is the one that apk took over (PMS, 3.3).
  ebuild: apk,
  rpm,
  // libalpm's rpmvercmp() is rpm's, of before it had "~" and "^", which no such version holds.
  alpm: rpm,
  bottlerocket: rpm,
  // Programs that no package manager brought: runs of digits and letters in turn, as anyone would compare them.
  generic: rpm,
  npm: semver,
  cargo: semver,
  hex: semver,
  swift: semver,
  pub,
  golang,
  pypi: pep440,
  gem: rubygems,
  maven,
  nuget,
  composer: php,
  "wordpress-plugin": php,
  cran: dottedNumbers,
  hackage: dottedNumbers,
} as const satisfies Partial<Record<PackageType, Ordering>>;

/**
 * Systems whose VERSION_ID follows another order than dpkg's; Alpine's holds `3.21.0_alpha20240923`. The rest of the
 * world writes numbers and dots, which dpkg compares as anyone would: 12 < 12.5 < 13, 22.04 < 22.10.
 */
const OS_ORDERINGS: ReadonlyMap<string, Ordering> = new Map([["alpine", apk]]);

/** What stands before an os-release ID where a version is that system's VERSION_ID: `os/debian`. */
export const OS_PREFIX = "os/";

/**
 * @param type a package type (`deb`), or `os/` and an os-release ID
 * @returns undefined for a package type that has no ordering
 */
export function orderingOf(type: string): Ordering | undefined {
  if (type.startsWith(OS_PREFIX)) return OS_ORDERINGS.get(type.slice(OS_PREFIX.length)) ?? dpkg;
  return isOrdered(type) ? ORDERINGS[type] : undefined;
}

/**
 * True where a version lies in a range, by its ecosystem's own order.
 *
 * @param type as for `orderingOf`
 * @throws LumogateError `version.unknown-type`, `version.bad-range`, `version.invalid`: nobody can say
 */
export function satisfies(type: string, version: string, range: string): boolean {
  return satisfiesRange(version, parseRange(range), knownOrdering(type));
}

/**
 * Where `a` stands before, at or after `b`, by its ecosystem's own order.
 *
 * @param type as for `orderingOf`
 * @throws LumogateError `version.unknown-type`, `version.invalid`: nobody can say
 */
export function compareVersions(type: string, a: string, b: string): Order {
  const ordering = knownOrdering(type);
  const invalid = [a, b].find((version) => !ordering.isValid(version));
  if (invalid === undefined) return ordering.compare(a, b);
  throw new LumogateError(
    "version.invalid",
    `${JSON.stringify(invalid)} is not a version of the kind ${JSON.stringify(type)}: expected ${ordering.syntax}.`,
  );
}

function knownOrdering(type: string): Ordering {
  const ordering = orderingOf(type);
  if (ordering !== undefined) return ordering;
  throw new LumogateError(
    "version.unknown-type",
    `lumogate does not know how versions of the package type ${JSON.stringify(type)} compare; it knows ${Object.keys(ORDERINGS).join(", ")}.`,
  );
}

function isOrdered(type: string): type is keyof typeof ORDERINGS {
  return Object.hasOwn(ORDERINGS, type);
}
