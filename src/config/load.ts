import path from "node:path";
import { isBundleAddress } from "../bundles/address.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { PolicyPath } from "../model/policy-path.ts";
import { SEVERITIES, type Severity } from "../model/report.ts";
import type { RuleSet } from "../policy/rules/metadata.ts";
import type { RuleSetting } from "../policy/policy.ts";
import type { RuleData } from "../policy/data/rule-data.ts";
import { type RawWaiver, readWaiver } from "../policy/waivers/read.ts";
import { explainProblems } from "../policy/settings/explain.ts";
import { type SchemaProblem, validate } from "../validate.ts";
import type { AcceptedGap, Config } from "./config.ts";
import { checked } from "./data.ts";
import { readOptionalTextFile, readTextFile } from "./text-file.ts";
import { type LocatedYaml, parseYaml } from "./yaml.ts";

export const DEFAULT_CONFIG = "lumogate.yaml";

/** What the schema lets through; the schema is the judge, this only tells the compiler. */
interface RawConfig {
  readonly extends?: RuleSet;
  readonly strict?: boolean;
  readonly policies?: readonly PolicyPath[];
  readonly rules?: Readonly<Record<string, "off" | Severity | Readonly<Record<string, unknown>>>>;
  readonly gaps?: readonly { readonly accept: string; readonly path?: string; readonly reason: string }[];
  readonly waivers?: readonly RawWaiver[];
  readonly "waiver-days"?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the configuration. A file that was named must be there; the default one may be absent.
 *
 * @param named the path as the user gave it
 * @throws LumogateError `config.*` with file, line and column
 */
export async function loadConfig(named: string | undefined, directory: string): Promise<Config> {
  const file = named ?? DEFAULT_CONFIG;
  const absolute = path.resolve(directory, file);
  const text = await readConfig(absolute, file, named !== undefined);
  if (text === undefined) {
    return {
      policies: [],
      extends: "recommended",
      strict: false,
      rules: {},
      acceptedGaps: [],
      waivers: [],
      waiverDays: LIMITS.waiverDays,
      data: NO_DATA,
    };
  }
  const yaml = parseYaml(text, file);
  // An empty file is an empty configuration.
  const value = yaml.value ?? {};
  const problems = await validate("config", value);
  if (problems.length > 0) throw schemaError(problems, value, file, yaml);
  const raw = value as RawConfig;
  return {
    path: file,
    policies: (raw.policies ?? []).map((each) => policyPath(each, directory, path.dirname(absolute))),
    extends: raw.extends ?? "recommended",
    strict: raw.strict ?? false,
    rules: ruleSettings(raw.rules ?? {}, yaml),
    acceptedGaps: (raw.gaps ?? []).map(({ accept, ...rest }): AcceptedGap => ({ code: accept, ...rest })),
    waivers: (raw.waivers ?? []).map((waiver, index) =>
      readWaiver(waiver, (key) =>
        yaml.locate(["waivers", index, ...(key === undefined ? [] : [key])], "value"),
      ),
    ),
    waiverDays: raw["waiver-days"] ?? LIMITS.waiverDays,
    data: ownData(raw.data, yaml),
  };
}

const NO_DATA: RuleData = { value: {}, locate: () => undefined };

/** @throws LumogateError `config.data` */
function ownData(value: RawConfig["data"], yaml: LocatedYaml): RuleData {
  if (value === undefined) return NO_DATA;
  return checked({ value, locate: (place) => yaml.locate(["data", ...place], "value") });
}

function policyPath(given: PolicyPath, directory: string, baseDirectory: string): PolicyPath {
  if (typeof given === "string") return fromDirectory(directory, baseDirectory, given);
  return { ...given, path: fromDirectory(directory, baseDirectory, given.path) };
}

/** A path in the file as one would name it from the current directory, which is how messages name it. */
function fromDirectory(directory: string, baseDirectory: string, named: string): string {
  if (isBundleAddress(named)) return named;
  return path.relative(directory, path.resolve(baseDirectory, named)) || ".";
}

function readConfig(absolute: string, shown: string, required: boolean): Promise<string | undefined> {
  const file = {
    absolute,
    shown,
    kind: "The configuration",
    limit: { name: "configBytes", bytes: LIMITS.configBytes },
    hints: {
      unreadable: "Name it with --config, or leave --config out to judge by lumogate.yaml in this folder.",
      tooLarge: "A configuration is a page or two. Look whether this is the file that you mean.",
    },
  };
  return required ? readTextFile(file) : readOptionalTextFile(file);
}

function ruleSettings(
  rules: NonNullable<RawConfig["rules"]>,
  yaml: LocatedYaml,
): Record<string, RuleSetting> {
  const settings = Object.entries(rules).map(([id, value]) => [id, ruleSetting(id, value, yaml)] as const);
  return Object.fromEntries(settings);
}

/** The settings themselves are the rule's own: it says what they may be, once the policies are loaded. */
function ruleSetting(
  id: string,
  value: NonNullable<RawConfig["rules"]>[string],
  yaml: LocatedYaml,
): RuleSetting {
  const location = yaml.locate(["rules", id], "key");
  if (value === "off") return { off: true, location };
  if (typeof value === "string") return { off: false, severity: value, location };
  const { severity, ...settings } = value;
  if (severity !== undefined && !isSeverity(severity)) throw badSeverity(id, severity, yaml);
  return {
    off: false,
    settings,
    location,
    locate: (steps, at) => yaml.locate(["rules", id, ...steps], at),
    ...(severity === undefined ? {} : { severity }),
  };
}

function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.some((each) => each === value);
}

function badSeverity(id: string, severity: unknown, yaml: LocatedYaml): LumogateError {
  return new LumogateError(
    "config.severity",
    `rules.${id}: a severity is ${SEVERITIES.join(", ")}, not ${JSON.stringify(severity)}.`,
    {
      location: yaml.locate(["rules", id, "severity"], "value"),
      hint: `To switch the rule off, write "${id}: off".`,
    },
  );
}

function schemaError(
  problems: readonly SchemaProblem[],
  value: unknown,
  file: string,
  yaml: LocatedYaml,
): LumogateError {
  const [problem] = explainProblems(problems, value, "the file");
  if (problem === undefined) throw new RangeError("there is no problem to explain");
  return new LumogateError(problem.code, `${file}: ${problem.message}`, {
    location: yaml.locate(problem.path, problem.at),
    hint: problem.hint ?? "docs/configuration.md describes every key of lumogate.yaml.",
  });
}
