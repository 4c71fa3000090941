import { builtinGroup } from "./builtin.ts";
import { isCollection, isObject, operand, OperandError, textOperand, wrongType } from "./values/operands.ts";
import { compareTexts } from "./values/rego-order.ts";
import { pairsOf, queryEscape, queryUnescape } from "./go/url.ts";
import type { RegoValue } from "./values/rego-value.ts";
import { texts } from "./strings.ts";

/** Base64, hexadecimal and query strings, as Go's packages of these names have them. */
export const ENCODING = builtinGroup([
  ["base64.decode", (args) => decodeBase64(textOperand(args, 1), "base64")],
  ["base64.is_valid", (args) => isBase64(operand(args, 1))],
  ["base64url.decode", (args) => decodeBase64Url(textOperand(args, 1))],
  ["base64url.encode_no_pad", (args) => Buffer.from(textOperand(args, 1)).toString("base64url")],
  ["hex.encode", (args) => Buffer.from(textOperand(args, 1)).toString("hex")],
  ["hex.decode", (args) => decodeHex(textOperand(args, 1))],
  ["urlquery.encode", (args) => queryEscape(textOperand(args, 1))],
  ["urlquery.decode", (args) => queryUnescape(textOperand(args, 1))],
  ["urlquery.encode_object", encodeObject],
  ["urlquery.decode_object", (args) => decodeObject(textOperand(args, 1))],
]);

const ALPHABETS = { base64: /^[A-Za-z0-9+/]*$/, base64url: /^[A-Za-z0-9_-]*$/ };

/** Strict as Go: padded, and line breaks are skipped. */
function bytesOf(text: string, alphabet: keyof typeof ALPHABETS): Buffer {
  const letters = text.replaceAll(/[\r\n]/g, "");
  const data = letters.replace(/={1,2}$/, "");
  if (letters.length % 4 !== 0 || !ALPHABETS[alphabet].test(data) || data.length % 4 === 1) {
    throw new SyntaxError(`illegal ${alphabet} data`);
  }
  return Buffer.from(data, alphabet);
}

function decodeBase64(text: string, alphabet: keyof typeof ALPHABETS): string {
  return toText(bytesOf(text, alphabet));
}

function isBase64(value: RegoValue): boolean {
  if (typeof value !== "string") return false;
  try {
    bytesOf(value, "base64");
    return true;
  } catch {
    return false;
  }
}

/** Padding may be left out, as JSON Web Tokens do. */
function decodeBase64Url(text: string): string {
  const length = Buffer.byteLength(text);
  if (text.endsWith("=") || length % 4 === 0) return decodeBase64(text, "base64url");
  if (length % 4 === 1) throw new SyntaxError(`illegal base64url string: ${text.slice(0, 40)}`);
  return decodeBase64(text + "=".repeat(4 - (length % 4)), "base64url");
}

function decodeHex(text: string): string {
  const bad = /[^0-9a-fA-F]/u.exec(text);
  if (bad !== null) throw new SyntaxError(`invalid character ${JSON.stringify(bad[0])} in hexadecimal text`);
  if (text.length % 2 !== 0) throw new SyntaxError("odd length of a hexadecimal text");
  return toText(Buffer.from(text, "hex"));
}

/** Rego's strings are Unicode; bytes that are not UTF-8 cannot be one, and changing them would be a guess. */
function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RangeError("the decoded bytes are not UTF-8 text");
  }
}

function encodeObject(args: readonly RegoValue[]): string {
  const value = operand(args, 1);
  if (!isObject(value)) throw wrongType(1, value, "object");
  const pairs = value.entries.map(([key, item]) => {
    const values = typeof item === "string" ? [item] : isCollection(item) ? item.items : undefined;
    if (typeof key !== "string" || values === undefined || values.some((each) => typeof each !== "string")) {
      throw new OperandError(1, "values must be string, array[string], or set[string]");
    }
    const strings = values.map(String);
    const ordered = isCollection(item) && item.kind === "set" ? strings.toSorted(compareTexts) : strings;
    return [key, ordered] as const;
  });
  pairs.sort(([a], [b]) => compareTexts(a, b));
  return pairs
    .flatMap(([key, values]) => values.map((each) => `${queryEscape(key)}=${queryEscape(each)}`))
    .join("&");
}

function decodeObject(query: string): RegoValue {
  const values = new Map<string, string[]>();
  for (const [key, value] of pairsOf(query)) values.set(key, [...(values.get(key) ?? []), value]);
  return { kind: "object", entries: [...values].map(([key, list]) => [key, texts(list)] as const) };
}
