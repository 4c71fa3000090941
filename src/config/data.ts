import path from "node:path";
import { countKeys, isRecord, parseJson } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError, messageOf } from "../model/error.ts";
import type { SourceLocation } from "../model/report.ts";
import type { RuleData } from "../policy/data/rule-data.ts";
import { readTextFile } from "./text-file.ts";
import { parseYaml } from "./yaml.ts";

type Path = readonly string[];

/**
 * Reads the files of `--data`: JSON where the name ends so, else YAML.
 *
 * @throws LumogateError `config.*`
 */
export async function readDataFiles(
  files: readonly string[],
  directory: string,
): Promise<readonly RuleData[]> {
  const documents: RuleData[] = [];
  for (const file of files) documents.push(await readDataFile(file, path.resolve(directory, file)));
  return documents;
}

async function readDataFile(shown: string, absolute: string): Promise<RuleData> {
  const file = {
    absolute,
    shown,
    kind: "The data file",
    limit: { name: "dataBytes", bytes: LIMITS.dataBytes },
    hints: {
      unreadable: "--data takes a JSON or YAML file, relative to the current directory.",
      tooLarge: "Every rule is handed all data; keep in it what rules read.",
    },
  };
  const text = await readTextFile(file);
  return shown.toLowerCase().endsWith(".json") ? parseJsonData(text, shown) : parseYamlData(text, shown);
}

function parseYamlData(text: string, shown: string): RuleData {
  const yaml = parseYaml(text, shown);
  const value = yaml.value ?? {};
  if (!isRecord(value)) throw noObject(shown);
  return checked({ value, locate: (place) => yaml.locate(place, "value") });
}

/** Not by the parser of YAML, which takes a second for a megabyte; places are found with it, once somebody asks. */
function parseJsonData(text: string, shown: string): RuleData {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw new LumogateError("config.data", `${shown} is not JSON: ${messageOf(cause)}.`, {
      location: { file: shown },
      hint: "Its name ends in .json; YAML goes into a file whose name ends in .yaml.",
      cause,
    });
  }
  if (!isRecord(value)) throw noObject(shown);
  const document = checked({ value, locate: (place) => locateInJson(text, shown, place) });
  if (countKeys(text) !== keysIn(value)) {
    throw new LumogateError(
      "config.data",
      `${shown} has a key twice in one object, and nobody could say which counts.`,
      {
        location: { file: shown },
        hint: "Keep the one that you mean.",
      },
    );
  }
  return document;
}

/** JSON is YAML, but for what lies too deep for its parser. */
function locateInJson(text: string, shown: string, place: Path): SourceLocation {
  try {
    return parseYaml(text, shown).locate(place, "value");
  } catch {
    return { file: shown };
  }
}

function keysIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + keysIn(each), 0);
  if (!isRecord(value)) return 0;
  return Object.values(value).reduce<number>((sum, each) => sum + 1 + keysIn(each), 0);
}

function noObject(shown: string): LumogateError {
  return new LumogateError("config.data", `${shown} is no map of keys and values, which data has to be.`, {
    location: { file: shown, line: 1 },
    hint: 'Give what it holds a name: { "registries": [...] } is data.config.registries.',
  });
}

/**
 * A document that rules can be handed: YAML has numbers that JSON has not, and what lies too deep overflows who reads it.
 *
 * @throws LumogateError `config.data`
 */
export function checked(document: RuleData): RuleData {
  const problem = problemIn(document.value, []);
  if (problem === undefined) return document;
  const { place, complaint } = problem;
  const location = document.locate(place);
  throw new LumogateError("config.data", `data.config.${place.slice(0, SHOWN).join(".")} ${complaint}.`, {
    ...(location === undefined ? {} : { location }),
    hint: "Data is what JSON can say, for rules to read.",
  });
}

/** Names of a place that a message spells out. */
const SHOWN = 5;

function problemIn(value: unknown, place: Path): { place: Path; complaint: string } | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return { place, complaint: `is ${value}, which is no number that rules know` };
  if (typeof value !== "object" || value === null) return undefined;
  if (place.length > LIMITS.dataDepth)
    return { place, complaint: `lies deeper than ${LIMITS.dataDepth} lists and objects (limit dataDepth)` };
  for (const [key, each] of Object.entries(value)) {
    const problem = problemIn(each, [...place, key]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
