import type { Scope } from "../../model/inventory.ts";

/** Keys and indexes from a value's root. */
export type Path = readonly (string | number)[];

/** What is wrong with a rule's settings, and where in them. */
export interface SettingsProblem {
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  readonly hint?: string;
  /** From the settings' root. */
  readonly path: Path;
  /** Whether the last key itself is wrong, or what stands behind it. */
  readonly at: "key" | "value";
}

export type Settings = Readonly<Record<string, unknown>>;

/** What lumogate does about the settings of a rule besides holding them against their schema. */
export interface RuleSettings {
  /** What a JSON schema cannot say. The settings are as the schema wants them. */
  check(settings: Settings, scope: Scope): readonly SettingsProblem[] | Promise<readonly SettingsProblem[]>;
  /** The settings as the rule reads them. They have been checked. */
  prepare(settings: Settings): Settings | Promise<Settings>;
}

export function problemAt(path: Path, code: string, message: string, hint?: string): SettingsProblem {
  return { code, message, path, at: "value", ...(hint === undefined ? {} : { hint }) };
}
