import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Ordering } from "../../src/versions/ordering.ts";
import { FIXTURES } from "../support/fixtures.ts";

/** `A < B` facts of the ecosystem's own tool, one a line. */
const FOLDER = path.join(FIXTURES, "versions/google+osv-scalibr/semantic/testdata");

export const factsAreThere = existsSync(FOLDER);

export interface Judgement {
  /** Facts that our order agrees with. */
  readonly agreed: number;
  /** Facts that it contradicts, and what it says instead. */
  readonly contradicted: readonly string[];
  /** Facts with a version that the package manager of today would refuse. */
  readonly refused: readonly string[];
}

export function holdAgainstFacts(file: string, ordering: Ordering): Judgement {
  const contradicted: string[] = [];
  const refused: string[] = [];
  let agreed = 0;
  for (const line of readFileSync(path.join(FOLDER, file), "utf8").split("\n")) {
    const [, a, sign, b] = /^(\S+) ([<=>]) (\S+)$/.exec(line) ?? [];
    if (a === undefined || sign === undefined || b === undefined) continue;
    if (!ordering.isValid(a) || !ordering.isValid(b)) {
      refused.push(line);
      continue;
    }
    const ours = "<=>".charAt(ordering.compare(a, b) + 1);
    const mirrored = "<=>".charAt(1 - ordering.compare(b, a));
    if (ours === sign && mirrored === sign) agreed++;
    else contradicted.push(`${line}, we say ${ours}`);
  }
  return { agreed, contradicted, refused };
}
