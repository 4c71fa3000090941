import type { Depth, Need } from "../../model/depth.ts";
import type { CompiledRule } from "../compile/contract.ts";

/** Where it is in the inventory: the part, and the names of its properties there. */
const PLACES = {
  origins: { part: "packages", names: ["introducedIn", "layer", "fromBase"] },
  base: { part: "packages", names: ["fromBase"] },
  changes: { part: "layers", names: ["changes"] },
  signatures: { part: "image", names: ["signatures", "attestations"] },
} as const satisfies Record<keyof Depth, { readonly part: string; readonly names: readonly string[] }>;

/** The names of all properties that are there only on demand. */
export const ON_DEMAND: readonly string[] = [
  ...new Set(Object.values(PLACES).flatMap(({ names }): readonly string[] => names)),
];

/** As far as rules are concerned: what they read, and what of it they ask for. */
type Reader = Pick<CompiledRule, "reads" | "asks">;

/**
 * What active rules need. A property that is missing is undefined in Rego, and a rule that looks it up would pass; so the
 * compiler tells (by types, not by the words of the source) whether one may do so, and in doubt the answer is yes.
 */
export function needsOf(rules: readonly Reader[]): Depth {
  return {
    origins: needOf("origins", rules),
    base: needOf("base", rules),
    changes: needOf("changes", rules),
    signatures: needOf("signatures", rules),
  };
}

function needOf(what: keyof Depth, rules: readonly Reader[]): Need {
  const { part, names } = PLACES[what];
  const readers = rules.filter((rule) => readsPart(rule, part));
  if (readers.some((rule) => isNamed(rule, names))) return "needed";
  return readers.some(mayLookUpAny) ? "asked" : "no";
}

function readsPart({ reads }: Reader, part: string): boolean {
  return reads.includes(part) || reads.includes(ANY);
}

function mayLookUpAny({ reads, asks = [] }: Reader): boolean {
  return reads.includes(ANY) || asks.includes(ANY);
}

function isNamed({ asks = [] }: Reader, names: readonly string[]): boolean {
  return asks.some((name) => names.includes(name));
}

/** What the compiler writes where it cannot tell a name. */
const ANY = "*";
