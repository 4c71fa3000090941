import { builtinGroup } from "./builtin.ts";
import { textOperand } from "./values/operands.ts";
import { regoNumber } from "./values/rego-number.ts";
import type { RegoValue } from "./values/rego-value.ts";

export const UUIDS = builtinGroup([["uuid.parse", (args) => parse(textOperand(args, 1))]]);

const SYNTAX = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;

/** What RFC 9562 (4122) lays into its bits. @throws SyntaxError */
function parse(text: string): RegoValue {
  const hex = /^[0-9a-f]{32}$/i.test(text) ? text : SYNTAX.exec(unframed(text))?.slice(1).join("");
  if (hex === undefined) throw new SyntaxError(`${JSON.stringify(text.slice(0, 60))} is not a UUID`);
  const bytes = Buffer.from(hex, "hex");
  const version = bytes.readUInt8(6) >> 4;
  const entries: [string, RegoValue][] = [
    ["version", regoNumber(version)],
    ["variant", variantOf(bytes.readUInt8(8))],
  ];
  if (version === 1 || version === 2) entries.push(...timeAndNode(bytes));
  if (version === 2) {
    entries.push(["id", regoNumber(bytes.readUInt32BE(0))], ["domain", domainOf(bytes.readUInt8(9))]);
  }
  return { kind: "object", entries };
}

/** Without `urn:uuid:`, or braces, for which OPA takes any two characters. */
function unframed(text: string): string {
  return text.length === 38 ? text.slice(1, -1) : text.replace(/^urn:uuid:/i, "");
}

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return "RFC4122";
  if ((byte & 0xe0) === 0xc0) return "Microsoft";
  return (byte & 0xe0) === 0xe0 ? "Future" : "Reserved";
}

/** Between 1582-10-15, where these times begin, and 1970, in steps of 100 ns. */
const GREGORIAN = 122_192_928_000_000_000n;

function timeAndNode(bytes: Buffer): [string, RegoValue][] {
  const low = BigInt(bytes.readUInt32BE(0));
  const time = low | (BigInt(bytes.readUInt16BE(4)) << 32n) | (BigInt(bytes.readUInt16BE(6) & 0x0fff) << 48n);
  const node = bytes.subarray(10);
  const scope = ["global:unicast", "global:multicast", "local:unicast", "local:multicast"];
  return [
    ["time", regoNumber(BigInt.asIntN(64, (time - GREGORIAN) * 100n))],
    ["nodeid", Array.from(node, (byte) => byte.toString(16).padStart(2, "0")).join("-")],
    ["macvariables", scope[node.readUInt8(0) & 3] ?? ""],
    ["clocksequence", regoNumber(bytes.readUInt16BE(8) & 0x3fff)],
  ];
}

function domainOf(byte: number): string {
  return ["Person", "Group", "Org"][byte] ?? `Domain${byte}`;
}
