import { builtinGroup } from "./builtin.ts";
import {
  arrayOperand,
  countOperand,
  isCollection,
  isObject,
  objectOperand,
  operand,
  wrongType,
} from "./values/operands.ts";
import { sameValue, sortedSet } from "./values/rego-order.ts";
import { type RegoValue, regoString } from "./values/rego-value.ts";

/** Objects, lists and sets. */
export const COLLECTIONS = builtinGroup([
  ["object.subset", (args) => isSubset(operand(args, 1), operand(args, 2))],
  ["graph.reachable_paths", reachablePaths],
  ["array.slice", slice],
  ["object.union_n", (args) => arrayOperand(args, 1).items.reduce(unite, { kind: "object", entries: [] })],
]);

/** From a place up to before another; what lies outside of the list is not there. */
function slice(args: readonly RegoValue[]): RegoValue {
  const { items } = arrayOperand(args, 1);
  const [start, stop] = [countOperand(args, 2), countOperand(args, 3)];
  return { kind: "array", items: items.slice(Math.max(start, 0), Math.max(stop, 0)) };
}

/** The later one wins, key by key; objects in both are united themselves. */
function unite(a: RegoValue, b: RegoValue): RegoValue {
  if (!isObject(b)) throw wrongType(1, b, "object");
  if (!isObject(a)) return b;
  const united = [...a.entries];
  for (const [key, value] of b.entries) {
    const index = united.findIndex(([each]) => sameValue(each, key));
    const before = united[index]?.[1];
    if (before === undefined) united.push([key, value]);
    else united[index] = [key, isObject(before) && isObject(value) ? unite(before, value) : value];
  }
  return { kind: "object", entries: united };
}

function isSubset(outer: RegoValue, inner: RegoValue): boolean {
  if (isObject(outer) && isObject(inner)) return isObjectSubset(outer.entries, inner.entries);
  if (isCollection(outer) && isCollection(inner) && (inner.kind === "set" || outer.kind === "array")) {
    return inner.kind === "set" ? holdsAll(outer.items, inner.items) : holdsRun(outer.items, inner.items);
  }
  throw new TypeError("both arguments object.subset must be of the same type or array and set");
}

type Entries = readonly (readonly [RegoValue, RegoValue])[];

/** Every key, with the same value or, for objects, sets and lists, with a subset. */
function isObjectSubset(outer: Entries, inner: Entries): boolean {
  const byKey = new Map(outer.map(([key, value]) => [regoString(key), value]));
  return inner.every(([key, value]) => {
    const other = byKey.get(regoString(key)) ?? outer.find(([each]) => sameValue(each, key))?.[1];
    if (other === undefined) return false;
    if (sameValue(other, value)) return true;
    if (isObject(other) && isObject(value)) return isObjectSubset(other.entries, value.entries);
    return isCollection(other) && isCollection(value) && other.kind === value.kind && isSubset(other, value);
  });
}

function holdsAll(outer: readonly RegoValue[], inner: readonly RegoValue[]): boolean {
  return inner.every((item) => outer.some((each) => sameValue(each, item)));
}

/** The whole list in one piece, as OPA looks for it: what may begin within a first try is not seen. */
function holdsRun(outer: readonly RegoValue[], inner: readonly RegoValue[]): boolean {
  for (let start = 0; start + inner.length <= outer.length; start++) {
    if (inner.every((item, index) => sameValue(item, outer[start + index] ?? null))) return true;
  }
  return false;
}

/** Every path through the graph from the given nodes, each until it ends or comes back to itself. */
function reachablePaths(args: readonly RegoValue[]): RegoValue {
  const edges = new Map<string, readonly RegoValue[]>();
  for (const [node, neighbours] of objectOperand(args, 1).entries) {
    edges.set(regoString(node), isCollection(neighbours) ? neighbours.items : []);
  }
  const initial = operand(args, 2);
  if (!isCollection(initial)) throw wrongType(2, initial, "{array, set}");
  const paths: RegoValue[] = [];
  const follow = (node: RegoValue, path: readonly RegoValue[], seen: ReadonlySet<string>): void => {
    const name = regoString(node);
    const neighbours = edges.get(name);
    const longer = neighbours === undefined ? path : [...path, node];
    if (neighbours === undefined || neighbours.length === 0) {
      if (longer.length > 0) paths.push({ kind: "array", items: longer });
      return;
    }
    const visited = new Set([...seen, name]);
    for (const neighbour of neighbours) {
      if (visited.has(regoString(neighbour))) paths.push({ kind: "array", items: longer });
      else follow(neighbour, longer, visited);
    }
  };
  for (const node of initial.items) {
    const neighbours = edges.get(regoString(node));
    if (neighbours?.length === 0) paths.push({ kind: "array", items: [node] });
    // An edge from a first node to itself is followed once.
    for (const neighbour of neighbours ?? []) follow(neighbour, [node], new Set([regoString(node)]));
  }
  return { kind: "set", items: sortedSet(paths) };
}
