import type { Scope } from "../../model/inventory.ts";

/** What is wrong with a rule's settings, and where in them. */
export interface SettingsProblem {
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  readonly hint?: string;
  /** Keys and indexes from the settings' root. */
  readonly path: readonly (string | number)[];
  /** Whether the last key itself is wrong, or what stands behind it. */
  readonly at: "key" | "value";
}

export type Settings = Readonly<Record<string, unknown>>;

/** What lumogate knows of the settings of a rule that it ships. */
export interface RuleSettings {
  /** What a JSON schema cannot say. The settings are as the schema wants them. */
  check(settings: Settings, scope: Scope): readonly SettingsProblem[] | Promise<readonly SettingsProblem[]>;
  /** The settings as the rule reads them. They have been checked. */
  prepare(settings: Settings): Settings | Promise<Settings>;
}

export function problemAt(
  path: readonly (string | number)[],
  code: string,
  message: string,
  hint?: string,
): SettingsProblem {
  return { code, message, path, at: "value", ...(hint === undefined ? {} : { hint }) };
}
