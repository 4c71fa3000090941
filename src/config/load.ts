import { readFile } from "node:fs/promises";
import path from "node:path";
import { LIMITS } from "../limits.ts";
import { isErrno, LumogateError, systemReason } from "../model/error.ts";
import type { Scope } from "../model/inventory.ts";
import { nearest } from "../nearest.ts";
import type { RuleSetting } from "../policy/policy.ts";
import { validateSettings } from "../policy/settings/validate.ts";
import { type SchemaProblem, validate } from "../validate.ts";
import type { AcceptedGap, Config } from "./config.ts";
import configSchema from "./schema.json" with { type: "json" };
import { type LocatedYaml, parseYaml } from "./yaml.ts";

export const DEFAULT_CONFIG = "lumogate.yaml";

/** What the schema lets through; the schema is the judge, this only tells the compiler. */
interface RawConfig {
  readonly policies?: readonly string[];
  readonly rules?: Readonly<
    Record<string, "off" | "error" | "warning" | "note" | Readonly<Record<string, unknown>>>
  >;
  readonly gaps?: readonly { readonly accept: string; readonly path?: string; readonly reason: string }[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the configuration. A file that was named must be there; the default one may be absent.
 *
 * @param named the path as the user gave it
 * @param scope how far images will be looked at: a rule that could not find there what it is to find is an error
 * @throws LumogateError `config.*` with file, line and column
 */
export async function loadConfig(
  named: string | undefined,
  directory: string,
  scope: Scope,
): Promise<Config> {
  const file = named ?? DEFAULT_CONFIG;
  const absolute = path.resolve(directory, file);
  const text = await readConfig(absolute, file, named !== undefined);
  if (text === undefined) {
    return { policies: [], rules: {}, acceptedGaps: [], data: {} };
  }
  const yaml = parseYaml(text, file);
  // An empty file is an empty configuration.
  const value = yaml.value ?? {};
  const problem = (await validate("config", value)).toSorted(deepestFirst)[0];
  if (problem !== undefined) throw schemaError(problem, value, yaml, file);
  const raw = value as RawConfig;
  return {
    path: file,
    policies: (raw.policies ?? []).map((each) => fromDirectory(directory, path.dirname(absolute), each)),
    rules: await ruleSettings(raw.rules ?? {}, yaml, file, scope),
    acceptedGaps: (raw.gaps ?? []).map(({ accept, ...rest }): AcceptedGap => ({ code: accept, ...rest })),
    data: raw.data ?? {},
  };
}

/** A path in the file as one would name it from the current directory, which is how messages name it. */
function fromDirectory(directory: string, baseDirectory: string, named: string): string {
  return path.relative(directory, path.resolve(baseDirectory, named)) || ".";
}

async function readConfig(absolute: string, file: string, required: boolean): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(absolute);
  } catch (cause) {
    const absent = isErrno(cause, "ENOENT");
    if (absent && !required) return undefined;
    throw new LumogateError(
      "config.unreadable",
      `The configuration ${file} cannot be read: ${absent ? "there is no such file" : systemReason(cause)}.`,
      {
        hint: "Name it with --config, or leave --config out to judge by lumogate.yaml in this folder.",
        cause,
      },
    );
  }
  if (bytes.length > LIMITS.configBytes) {
    throw new LumogateError(
      "config.too-large",
      `${file} has ${bytes.length} bytes, more than ${LIMITS.configBytes} (limit configBytes).`,
      { hint: "A configuration is a page or two. Look whether this is the file that you mean." },
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LumogateError("config.encoding", `${file} is not UTF-8.`, { hint: "Save it as UTF-8.", cause });
  }
}

async function ruleSettings(
  rules: NonNullable<RawConfig["rules"]>,
  yaml: LocatedYaml,
  file: string,
  scope: Scope,
): Promise<Record<string, RuleSetting>> {
  const result = new Map<string, RuleSetting>();
  for (const [id, value] of Object.entries(rules)) {
    const location = yaml.locate(["rules", id], "key");
    if (typeof value === "string") {
      result.set(id, value === "off" ? { off: true, location } : { off: false, severity: value, location });
      continue;
    }
    const { severity, ...settings } = value;
    if (severity !== undefined && severity !== "error" && severity !== "warning" && severity !== "note") {
      throw new LumogateError(
        "config.severity",
        `rules.${id}: a severity is error, warning or note, not ${JSON.stringify(severity)}.`,
        {
          location: yaml.locate(["rules", id, "severity"], "value"),
          hint: `To switch the rule off, write "${id}: off".`,
        },
      );
    }
    const [problem] = await validateSettings(id, settings, scope);
    if (problem !== undefined) {
      throw new LumogateError(problem.code, `${file}: rules.${id}: ${problem.message}`, {
        location: yaml.locate(["rules", id, ...problem.path], problem.at),
        ...(problem.hint === undefined ? {} : { hint: problem.hint }),
      });
    }
    result.set(id, { off: false, settings, location, ...(severity === undefined ? {} : { severity }) });
  }
  return Object.fromEntries(result);
}

/**
 * The error that says most stands deepest; `anyOf` itself only says that nothing fitted. Where a key is misspelt, the
 * right one is missing as well: the misspelt one says what to do.
 */
function deepestFirst(a: SchemaProblem, b: SchemaProblem): number {
  return depth(b) - depth(a);
}

function depth({ instancePath, keyword }: SchemaProblem): number {
  const weight = keyword === "anyOf" ? -0.5 : keyword === "additionalProperties" ? 0.5 : 0;
  return instancePath.split("/").length + weight;
}

function schemaError(problem: SchemaProblem, value: unknown, yaml: LocatedYaml, file: string): LumogateError {
  const where = pointerPath(problem.instancePath, value);
  const name = where.length === 0 ? "the file" : where.join(".");
  if (problem.keyword === "additionalProperties") {
    const key = String(problem.params["additionalProperty"]);
    const known = knownKeys(where);
    const meant = nearest(key, known);
    return new LumogateError("config.unknown-key", `${file}: ${name} has an unknown key "${key}".`, {
      location: yaml.locate([...where, key], "key"),
      hint:
        meant === undefined
          ? `It may have: ${known.join(", ")}.`
          : `Did you mean "${meant}"? It may have: ${known.join(", ")}.`,
    });
  }
  return new LumogateError("config.invalid", `${file}: ${name} ${complaint(problem)}.`, {
    location: yaml.locate(where, "value"),
    hint: "README.md describes every key of lumogate.yaml.",
  });
}

function complaint({ keyword, params, message }: SchemaProblem): string {
  const allowed: unknown = params["allowedValues"];
  if (keyword === "enum" && Array.isArray(allowed)) return `is none of ${allowed.join(", ")}`;
  if (keyword === "required") return `lacks "${String(params["missingProperty"])}"`;
  return message ?? "is not valid";
}

function knownKeys(where: readonly (string | number)[]): string[] {
  const properties =
    where[0] === "gaps" ? configSchema.properties.gaps.items.properties : configSchema.properties;
  return Object.keys(properties);
}

/** A JSON pointer (RFC 6901) as keys and indexes of this value. */
function pointerPath(pointer: string, value: unknown): (string | number)[] {
  let current = value;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const step = Array.isArray(current) ? Number(key) : key;
      current = (current as Record<string | number, unknown>)[step];
      return step;
    });
}
