import type { Scope } from "../../model/inventory.ts";
import { orderingOf, OS_PREFIX } from "../../versions/index.ts";
import { checkItem, checkScope } from "./package-item.ts";
import type { Path, RuleSettings, Settings, SettingsProblem } from "./settings.ts";
import { checkRange } from "./version-range.ts";

type Check = (settings: Settings, scope: Scope) => readonly SettingsProblem[];

/** A rule whose settings go to its Rego as they are. */
function checked(check: Check): RuleSettings {
  return { check, prepare: (settings) => settings };
}

/** `packages`, a list of names and objects. */
export const packageItems = checked((settings, scope) =>
  at(settings, "packages").flatMap(([item, path]) => checkItem(item, scope, path)),
);

/** The same, where an object can be a choice of several. */
export const packageChoices = checked((settings, scope) =>
  at(settings, "packages").flatMap(([item, path]) =>
    typeof item === "object" && item !== null && "any" in item
      ? at(item, "any", path).flatMap(([one, itsPath]) => checkItem(one, scope, itsPath))
      : checkItem(item, scope, path),
  ),
);

/** `types`, a list of package types. */
export const packageTypes = checked(checkTypes);

/** Both. */
export const packageItemsOfTypes = checked((settings, scope) => [
  ...checkTypes(settings, scope),
  ...at(settings, "packages").flatMap(([item, path]) =>
    // What is only allowed need not be there.
    checkItem(item, "all", path),
  ),
]);

/** `allow`, a list of systems with ranges of their VERSION_ID. */
export const systems = checked((settings) =>
  at(settings, "allow").flatMap(([item, path]) => {
    const { id, versions } = item as { readonly id: string; readonly versions?: string };
    const ordering = orderingOf(OS_PREFIX + id);
    if (versions === undefined || ordering === undefined) return [];
    return checkRange(versions, [ordering], [...path, "versions"]);
  }),
);

function checkTypes(settings: Settings, scope: Scope): readonly SettingsProblem[] {
  return at(settings, "types").flatMap(([type, path]) =>
    typeof type === "string" ? checkScope(type, scope, path) : [],
  );
}

/** The items of a list that the schema has checked, with their paths; none where there is no list. */
function at(holder: object, key: string, path: Path = []): readonly (readonly [item: unknown, path: Path])[] {
  const list: unknown = (holder as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(list)
    ? list.map((item: unknown, index) => [item, [...path, key, index]] as const)
    : [];
}
