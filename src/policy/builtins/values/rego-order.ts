import { compareNumbers } from "./rego-number.ts";
import type { RegoValue } from "./rego-value.ts";

/** OPA's order of all values: null, booleans, numbers, strings, arrays, objects, sets. 0 means: the same value. */
export function compareValues(a: RegoValue, b: RegoValue): number {
  const byType = rank(a) - rank(b);
  if (byType !== 0) return byType;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object")
    return Number(a) - Number(b);
  if (a.kind === "number" && b.kind === "number") return compareNumbers(a, b);
  if (a.kind === "object" && b.kind === "object") return compareObjects(a.entries, b.entries);
  if (a.kind === "set" && b.kind === "set") return compareLists(sortedSet(a.items), sortedSet(b.items));
  return "items" in a && "items" in b ? compareLists(a.items, b.items) : 0;
}

/** True for what Rego calls equal: 1 and 1.0, two sets with the same members. */
export function sameValue(a: RegoValue, b: RegoValue): boolean {
  return a === b || compareValues(a, b) === 0;
}

/** The members in order, each once. */
export function sortedSet(items: readonly RegoValue[]): readonly RegoValue[] {
  const sorted = items.toSorted(compareValues);
  return sorted.filter((item, index) => index === 0 || !sameValue(item, sorted[index - 1] ?? null));
}

/** Go compares bytes; code units would order astral characters otherwise. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

type Entries = readonly (readonly [RegoValue, RegoValue])[];

/** Keys and values in turn, by the order of the keys. */
function compareObjects(a: Entries, b: Entries): number {
  const sorted = (entries: Entries): Entries =>
    entries.toSorted(([left], [right]) => compareValues(left, right));
  return compareLists(sorted(a).flat(), sorted(b).flat());
}

function compareLists(a: readonly RegoValue[], b: readonly RegoValue[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) break;
    const order = compareValues(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function rank(value: RegoValue): number {
  if (value === null) return 0;
  if (typeof value !== "object") return typeof value === "boolean" ? 1 : 3;
  return { number: 2, array: 4, object: 5, set: 6 }[value.kind];
}
