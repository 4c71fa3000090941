import { type Document, isMap, isScalar, LineCounter, parseDocument, stringify } from "yaml";
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
      `${file} is not the YAML that lumogate reads: ${firstLine(problem.message)}.`,
      {
        location: { file, line, column: col },
        hint: "Check indentation, quotes and duplicate keys at that place.",
      },
    );
  }
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
