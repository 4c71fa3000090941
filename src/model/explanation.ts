/** Why a rule did or did not fire on one image: what it tried, how often that held, and what it read. */
export interface RuleExplanation {
  readonly rule: string;
  /** Why it was not evaluated at all; left out where it was. */
  readonly offBecause?: string;
  /** The rule's own, in the order of their places, and then those of the rules and functions that they went into. */
  readonly clauses: readonly ExplainedClause[];
  /** What it looked up by a name that stands in it, sorted; a large value as its size. */
  readonly reads: readonly ExplainedValue[];
}

export interface ExplainedClause {
  readonly rule: string;
  /** Whether it is the rule's own. */
  readonly asked: boolean;
  readonly file: string;
  readonly row: number;
  /** How often it was begun, and how often all of it was true. */
  readonly entered: number;
  readonly held: number;
  readonly steps: readonly ExplainedStep[];
}

/** One condition of a clause, as far as the evaluation got to it. */
export interface ExplainedStep {
  readonly text: string;
  readonly row: number;
  /** How often it was asked, and how often the evaluation went on behind it: for each item of a list, say. */
  readonly tried: number;
  readonly held: number;
  /** A few of the values with which it did not hold. */
  readonly seen: readonly (readonly ExplainedValue[])[];
}

export interface ExplainedValue {
  readonly name: string;
  /** As Rego writes it. */
  readonly value: string;
}
