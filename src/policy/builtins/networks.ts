import { LIMITS } from "../../limits.ts";
import { builtinGroup } from "./builtin.ts";
import { type Cidr, contains, formatAddress, lastOf, overlaps, parseAddress, parseCidr } from "./cidr.ts";
import { collectionOperand, isCollection, isObject, operand, textOperand } from "./values/operands.ts";
import { regoNumber } from "./values/rego-number.ts";
import type { RegoValue } from "./values/rego-value.ts";
import { merge } from "./cidr-merge.ts";

export const NETWORKS = builtinGroup([
  ["net.cidr_contains", (args) => cidrContains(textOperand(args, 1), textOperand(args, 2))],
  [
    "net.cidr_intersects",
    (args) => overlaps(parseCidr(textOperand(args, 1)), parseCidr(textOperand(args, 2))),
  ],
  ["net.cidr_contains_matches", containsMatches],
  ["net.cidr_expand", (args) => expand(parseCidr(textOperand(args, 1)))],
  ["net.cidr_is_valid", (args) => isValid(operand(args, 1))],
  ["net.cidr_merge", (args) => ({ kind: "set", items: merge(collectionOperand(args, 1).items) })],
]);

function cidrContains(network: string, other: string): boolean {
  const outer = parseCidr(network);
  const address = parseAddress(other);
  if (address !== undefined) return contains(outer, { address, prefix: address.bits });
  return contains(outer, parseCidr(other));
}

function isValid(value: RegoValue): boolean {
  if (typeof value !== "string") return false;
  try {
    parseCidr(value);
    return true;
  } catch {
    return false;
  }
}

/** Every address. @throws RangeError where there are too many */
function expand(cidr: Cidr): RegoValue {
  const { address } = cidr;
  const count = lastOf(cidr) - address.value + 1n;
  if (count > BigInt(LIMITS.builtinItems)) throw new RangeError(`more than ${LIMITS.builtinItems} addresses`);
  const items = Array.from({ length: Number(count) }, (_, index) =>
    formatAddress({ ...address, value: address.value + BigInt(index) }),
  );
  return { kind: "set", items };
}

/** Pairs of the names of those of the first that contain one of the second. */
function containsMatches(args: readonly RegoValue[]): RegoValue {
  const others = named(operand(args, 2), 2);
  const items = named(operand(args, 1), 1).flatMap(([name, network]) =>
    others
      .filter(([, other]) => cidrContains(network, other))
      .map(([otherName]) => ({ kind: "array", items: [name, otherName] }) as const),
  );
  return { kind: "set", items };
}

/** A text, or the members of a list (by index), set (by itself) or object (by key). */
function named(value: RegoValue, position: number): (readonly [RegoValue, string])[] {
  if (typeof value === "string") return [[value, value]];
  if (isObject(value)) return value.entries.map(([key, item]) => [key, networkOf(item, position)]);
  if (!isCollection(value)) return [];
  const { kind, items } = value;
  return items.map((item, index) => [kind === "set" ? item : regoNumber(index), networkOf(item, position)]);
}

/** Where it is a list, what stands first in it. */
function networkOf(item: RegoValue, position: number): string {
  const network = isCollection(item) && item.kind === "array" ? item.items[0] : item;
  if (typeof network === "string") return network;
  throw new TypeError(`operand ${position}: element must be string or non-empty array`);
}
