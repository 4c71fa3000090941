import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type YAMLError,
} from "yaml";
import type { SourceLocation } from "../model/report.ts";
import { LumogateError } from "../model/error.ts";

/** A YAML document that can say where each of its values stands. */
export interface LocatedYaml {
  readonly value: unknown;
  /**
   * @param path keys and indexes from the root
   * @param at "key" for the place of the last key itself, "value" for what stands behind it
   */
  locate(path: readonly (string | number)[], at: "key" | "value"): SourceLocation;
}

/**
 * Parses YAML 1.2 (core schema: `off` is a string, `no` too), one document, no merge keys, no duplicate keys, and
 * few aliases, since a document of ten lines can otherwise unfold to gigabytes.
 *
 * @throws LumogateError `config.yaml` with line and column
 */
export function parseYaml(text: string, file: string): LocatedYaml {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, version: "1.2", merge: false, uniqueKeys: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new LumogateError(
      "config.yaml",
      `${file} is not the YAML that lumogate reads: ${sentenceOf(problem, text)}.`,
      {
        location: { file, line, column: col },
        hint: HINTS[problem.code] ?? "Check indentation, quotes and brackets at that place.",
      },
    );
  }
  refuseUnknownAliases(document, (offset, message, hint) => {
    const { line, col } = lineCounter.linePos(offset);
    return new LumogateError("config.yaml", `${file}: ${message}`, {
      location: { file, line, column: col },
      hint,
    });
  });
  return {
    value: unfold(document, file),
    locate(path, at) {
      const offset = offsetOf(document, path, at);
      if (offset === undefined) return { file };
      const { line, col } = lineCounter.linePos(offset);
      return { file, line, column: col };
    },
  };
}

const QUOTE = "Put the text into quotes";

/** What is usually meant by what the parser calls by YAML's own terms. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: "Indent by blanks: YAML takes no tabs for that.",
  DUPLICATE_KEY: "Write the key once, with all that belongs below it.",
  BLOCK_IN_FLOW: "Inside of { } and [ ] a comma is missing, or quotes around a text with a colon in it.",
  BAD_INDENT: "See how far the line is indented, and whether a bracket or quote above it is closed.",
  BLOCK_AS_IMPLICIT_KEY: `${QUOTE}: it has a colon and a blank in it.`,
  BAD_SCALAR_START: `${QUOTE}: nothing begins with @ or \` without them.`,
  BAD_ALIAS: `${QUOTE}: without them, a * in front refers to an anchor.`,
  MULTIPLE_DOCS: "Leave out the line ---: a file is one document.",
};

function sentenceOf({ code, message, pos }: YAMLError, text: string): string {
  const key = code === "DUPLICATE_KEY" ? /^["']?[\w.-]{1,80}/.exec(text.slice(pos[0]))?.[0] : undefined;
  return key === undefined ? firstLine(message) : `the key ${key.replace(/^["']/, "")} stands twice`;
}

/** The parser takes them, and would only fail, without a place, when the document is unfolded. */
function refuseUnknownAliases(
  document: Document,
  error: (offset: number, message: string, hint: string) => LumogateError,
): void {
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
      } else if (!anchors.has(node.source)) {
        const name = JSON.stringify(`*${node.source}`);
        const words = `${name} refers to an anchor, &${node.source}, that does not stand before it.`;
        throw error(node.range?.[0] ?? 0, words, `If it is meant as text, put it into quotes: ${name}.`);
      }
    },
  });
}

function unfold(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new LumogateError("config.yaml", `${file} unfolds to far more than it says: too many aliases.`, {
      cause,
    });
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "").replace(/\.$/, "");
}

function offsetOf(
  document: Document,
  path: readonly (string | number)[],
  at: "key" | "value",
): number | undefined {
  const key = path.at(-1);
  const parent: unknown = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (at === "key" && isMap(parent)) {
    const pair = parent.items.find(({ key: each }) => isScalar(each) && String(each.value) === String(key));
    if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0];
  }
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (hasRange(node)) return node.range[0];
  // The value is not there: the nearest place that is.
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), "key");
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

/** A value as YAML, for a person to read and to copy. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
