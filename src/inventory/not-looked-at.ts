import type { Gap, Scope } from "../model/inventory.ts";

/**
 * Where not every file was looked at: a rule about files must not pass since there are none in the inventory. About packages
 * nothing is missing that was asked for, unless all were.
 */
export function notLookedAt(scope: Scope): Gap[] {
  const [reason, affects]: [string, Gap["affects"]] =
    scope === "os"
      ? [
          "Only the system and its package databases were looked at, since --scope os was given; --scope all, the default, looks at every file.",
          ["files"],
        ]
      : ["Here nobody can look at every file of the image.", ["packages", "files"]];
  return [{ code: "files.not-looked-at", by: "files", reason, affects }];
}
