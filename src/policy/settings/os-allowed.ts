import { orderingOf, OS_PREFIX } from "../../versions/index.ts";
import type { RuleSettings } from "./settings.ts";
import { checkRange } from "./version-range.ts";

interface OsSettings {
  readonly allow: readonly { readonly id: string; readonly versions?: string }[];
}

export const osAllowed: RuleSettings = {
  check(settings) {
    return (settings as unknown as OsSettings).allow.flatMap(({ id, versions }, index) => {
      const ordering = orderingOf(OS_PREFIX + id);
      if (versions === undefined || ordering === undefined) return [];
      return checkRange(versions, [ordering], ["allow", index, "versions"]);
    });
  },
  prepare: (settings) => settings,
};
