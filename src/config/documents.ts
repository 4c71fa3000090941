import path from "node:path";
import { parseAllDocuments, YAMLParseError } from "yaml";
import { parseJson } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError, messageOf } from "../model/error.ts";
import { readTextFile } from "./text-file.ts";

/**
 * The documents in a file: JSON where its name ends so, else YAML 1.2. Of a list, each item is a document, as is each part
 * of YAML between lines of `---`.
 *
 * @throws LumogateError `config.*` where it cannot be read, `document.*` where it is none, or holds none: what was not
 *   there did not pass
 */
export async function readDocuments(shown: string, directory: string): Promise<readonly unknown[]> {
  const file = {
    absolute: path.resolve(directory, shown),
    shown,
    kind: "The document",
    limit: { name: "documentBytes", bytes: LIMITS.documentBytes },
    hints: {
      unreadable: "Name a file of JSON or YAML.",
      tooLarge: "Take out of it what no rule looks at.",
    },
  };
  const text = await readTextFile(file);
  const found = shown.toLowerCase().endsWith(".json") ? [parsedJson(text, shown)] : parsedYaml(text, shown);
  const documents = found.length === 1 && Array.isArray(found[0]) ? (found[0] as readonly unknown[]) : found;
  if (documents.length > 0) return documents;
  throw new LumogateError("document.empty", `${shown} holds nothing to judge.`, {
    hint: "An empty list is judged by no rule, and that is no pass.",
    location: { file: shown },
  });
}

function parsedJson(text: string, shown: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new LumogateError("document.json", `${shown} is not JSON: ${messageOf(cause)}.`, {
      hint: "What is YAML has a name that ends in .yaml or .yml.",
      location: { file: shown },
      cause,
    });
  }
}

function parsedYaml(text: string, shown: string): unknown[] {
  // A document without any text is a list of none, with a property beside.
  const documents = [...parseAllDocuments(text, { merge: true, version: "1.2" })];
  return documents.map((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw notYaml(shown, problem);
    try {
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    } catch (cause) {
      throw notYaml(shown, cause);
    }
  });
}

function notYaml(shown: string, cause: unknown): LumogateError {
  const [first = ""] = messageOf(cause).split("\n");
  const start = cause instanceof YAMLParseError ? cause.linePos?.[0] : undefined;
  // The parser ends its sentence by the place, for which there is a line of its own.
  const sentence = first.replace(/ at line \d+, column \d+:?$/, "").replace(/\.$/, "");
  return new LumogateError("document.yaml", `${shown} is not YAML that lumogate reads: ${sentence}.`, {
    hint: "What is JSON has a name that ends in .json.",
    location: { file: shown, ...(start === undefined ? {} : { line: start.line, column: start.col }) },
    cause,
  });
}
