import { isPackageType, PACKAGE_TYPES, type PackageType } from "../../model/package-types.ts";
import type { Scope } from "../../model/inventory.ts";
import { didYouMean } from "../../nearest.ts";
import { ORDERINGS, orderingOf } from "../../versions/index.ts";
import type { Ordering } from "../../versions/ordering.ts";
import { type Path, problemAt, type SettingsProblem } from "./settings.ts";
import { checkRange } from "./version-range.ts";

/** How settings name packages, as far as a schema cannot check it. */
export interface PackageItem {
  readonly type?: string;
  readonly versions?: string;
  /** One version, where the rule makes a range of it. */
  readonly version?: string;
}

/** What is wrong with an item that its schema lets through: a range that is none to its type, a type that nobody looks for. */
export function checkItem(item: unknown, scope: Scope, path: Path): readonly SettingsProblem[] {
  if (typeof item === "string") return [];
  const { type, versions, version } = item as PackageItem;
  if (type !== undefined && !isPackageType(type)) return [unreadType(type, [...path, "type"])];
  const [range, key] = versions === undefined ? [version, "version"] : [versions, "versions"];
  const wrong = range === undefined ? [] : checkVersions(range, type, [...path, key]);
  return wrong.length > 0 ? wrong : checkScope(type, scope, path);
}

/** A rule about what nobody will look for would pass every image. */
export function checkScope(type: string | undefined, scope: Scope, path: Path): readonly SettingsProblem[] {
  if (scope === "all" || type === undefined || !isPackageType(type) || PACKAGE_TYPES[type] === "os")
    return [];
  return [
    problemAt(
      path,
      "config.scope",
      `It is about packages of the type ${JSON.stringify(type)}, but with --scope os only packages of the system are looked for.`,
      "Judge with --scope all, the default, or take it out.",
    ),
  ];
}

const STRICT_ORDERINGS: readonly Ordering[] = [...new Set<Ordering>(Object.values(ORDERINGS))].filter(
  ({ isLenient = false }) => !isLenient,
);

/** @param type left out: a range that one package manager at least understands, which is strict about versions, will do */
export function checkVersions(
  versions: string,
  type: PackageType | undefined,
  path: Path,
): readonly SettingsProblem[] {
  if (type === undefined) return checkRange(versions, STRICT_ORDERINGS, path);
  const ordering = orderingOf(type);
  if (ordering !== undefined) return checkRange(versions, [ordering], path);
  const ordered = Object.keys(ORDERINGS).join(", ");
  return [
    problemAt(
      path,
      "config.no-order",
      `lumogate does not know how versions of ${type} compare, so it could not tell which ones are meant.`,
      `Leave out the versions, or name a type of ${ordered}.`,
    ),
  ];
}

/** A rule about what nobody reads would pass every image. */
export function unreadType(type: string, path: Path): SettingsProblem {
  return problemAt(
    path,
    "config.unread-type",
    `lumogate knows no packages of the type ${JSON.stringify(type)}, so it could not find them.${didYouMean(type, Object.keys(PACKAGE_TYPES))}`,
    `The types are those of package URLs: ${Object.keys(PACKAGE_TYPES).join(", ")}.`,
  );
}
