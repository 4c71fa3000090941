import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  Scalar,
  stringify,
} from "yaml";
import { LIMITS } from "../../limits.ts";
import { builtinGroup } from "./builtin.ts";
import { goJson } from "./values/json-text.ts";
import { operand, textOperand } from "./values/operands.ts";
import { compareTexts } from "./values/rego-order.ts";
import type { RegoValue } from "./values/rego-value.ts";
import { resolvePlain } from "./yaml-scalar.ts";

/** YAML as Go's library has it: 1.2, with the merge keys and octal numbers of 1.1. */
export const YAMLS = builtinGroup([
  ["yaml.unmarshal", (args) => parseYaml(textOperand(args, 1))],
  ["yaml.is_valid", (args) => isValid(operand(args, 1))],
  ["yaml.marshal", (args) => marshal(JSON.parse(goJson(operand(args, 1))))],
]);

function isValid(value: RegoValue): boolean {
  if (typeof value !== "string") return false;
  try {
    parseYaml(value);
    return true;
  } catch {
    return false;
  }
}

/** The first document; the others have to be YAML, too. @throws SyntaxError */
function parseYaml(text: string): RegoValue {
  const documents = parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent" });
  if (!Array.isArray(documents)) return null;
  const [first] = documents as Document[];
  const problem = (documents as Document[]).flatMap(({ errors }) => errors)[0];
  if (problem !== undefined) throw new SyntaxError(problem.message);
  return first === undefined ? null : new Reader(first).value(first.contents);
}

/** Counts what aliases unfold to: a few lines can stand for more than any memory. */
class Reader {
  readonly #document: Document;
  #nodes = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  value(node: unknown): RegoValue {
    if (++this.#nodes > LIMITS.builtinItems) throw new RangeError(`more than ${LIMITS.builtinItems} values`);
    if (isAlias(node)) return this.value(node.resolve(this.#document));
    if (isSeq(node)) return { kind: "array", items: node.items.map((item) => this.value(item)) };
    if (isMap(node)) return { kind: "object", entries: [...this.#entries(node)] };
    if (!isScalar(node)) return null;
    const { value, type, source, tag } = node;
    if (tag !== undefined && !["!!str", "tag:yaml.org,2002:str"].includes(tag)) {
      throw new SyntaxError(`the tag ${tag} is not supported`);
    }
    if (type !== Scalar.PLAIN || tag !== undefined) return String(value);
    return resolvePlain(source ?? "");
  }

  #entries(node: Node): Map<string, RegoValue> {
    const entries = new Map<string, RegoValue>();
    const merged: RegoValue[] = [];
    if (!isMap(node)) return entries;
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const { key } = pair;
      if (isScalar(key) && key.type === Scalar.PLAIN && key.source === "<<")
        merged.push(this.value(pair.value));
      else entries.set(keyOf(this.value(key)), this.value(pair.value));
    }
    for (const source of merged.flatMap((each) => (isList(each) ? each.items : [each]))) {
      if (source === null || typeof source !== "object" || source.kind !== "object") {
        throw new SyntaxError("map merge requires map or sequence of maps as the value");
      }
      for (const [key, item] of source.entries) {
        if (typeof key === "string" && !entries.has(key)) entries.set(key, item);
      }
    }
    return entries;
  }
}

function isList(value: RegoValue): value is Extract<RegoValue, { readonly kind: "array" | "set" }> {
  return value !== null && typeof value === "object" && value.kind === "array";
}

/** JSON's keys are texts. @throws SyntaxError */
function keyOf(key: RegoValue): string {
  if (typeof key === "string") return key;
  if (typeof key === "boolean") return String(key);
  if (key !== null && key.kind === "number") return key.text;
  throw new SyntaxError("a key is neither a text nor a number nor a boolean");
}

function marshal(value: unknown): string {
  return stringify(styled(value), {
    lineWidth: 0,
    indent: 2,
    singleQuote: true,
    aliasDuplicateObjects: false,
  });
}

/** Texts that would be something else when plain are in double quotes, as Go writes them. */
function styled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(styled);
  if (typeof value === "object" && value !== null) {
    const sorted = Object.entries(value).toSorted(([a], [b]) => compareTexts(a, b));
    return new Map(sorted.map(([key, item]) => [styled(key), styled(item)]));
  }
  if (typeof value !== "string") return value;
  const scalar = new Scalar(value);
  if (value.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
  else if (typeof resolvePlain(value) !== "string" || OLD_BOOLEAN.test(value))
    scalar.type = Scalar.QUOTE_DOUBLE;
  else scalar.type = Scalar.PLAIN;
  return scalar;
}

const OLD_BOOLEAN = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
