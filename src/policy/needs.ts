import type { CompiledRule } from "./compile/contract.ts";

/** What an inventory has only on demand, since it can cost more than all the rest. */
export interface OnDemand {
  /** Which step brought each package. */
  readonly origins: boolean;
  /** Which packages come from the base image: told by their origins. */
  readonly base: boolean;
  /** What each layer did. */
  readonly changes: boolean;
}

export interface Needs extends OnDemand {
  /** What a rule names, so that it cannot be judged without; the rest it only may look up. */
  readonly named: OnDemand;
}

/** Where it is in the inventory: the part, and the names of its properties there. */
const PLACES = {
  origins: { part: "packages", names: ["introducedIn", "layer", "fromBase"] },
  base: { part: "packages", names: ["fromBase"] },
  changes: { part: "layers", names: ["changes"] },
} as const satisfies Record<keyof OnDemand, { readonly part: string; readonly names: readonly string[] }>;

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
export function needsOf(rules: readonly Reader[]): Needs {
  return { ...onDemand(rules, mayLookUp), named: onDemand(rules, isNamed) };
}

type Test = (rule: Reader, names: readonly string[]) => boolean;

function onDemand(rules: readonly Reader[], test: Test): OnDemand {
  const isNeeded = (what: keyof OnDemand): boolean => {
    const { part, names } = PLACES[what];
    return rules.some((rule) => readsPart(rule, part) && test(rule, names));
  };
  return { origins: isNeeded("origins"), base: isNeeded("base"), changes: isNeeded("changes") };
}

function readsPart({ reads }: Reader, part: string): boolean {
  return reads.includes(part) || reads.includes(ANY);
}

function mayLookUp(rule: Reader, names: readonly string[]): boolean {
  return rule.reads.includes(ANY) || rule.asks?.includes(ANY) === true || isNamed(rule, names);
}

function isNamed({ asks = [] }: Reader, names: readonly string[]): boolean {
  return asks.some((name) => names.includes(name));
}

/** What the compiler writes where it cannot tell a name. */
const ANY = "*";
