import { LIMITS } from "../limits.ts";
import type { Problem } from "./cataloger.ts";

/**
 * The problems of one database, by kind. A hostile file can hold one per line, so only the first few of a kind
 * are kept; the rest are counted, not dropped in silence.
 */
export class ProblemLog {
  readonly #kinds = new Map<string, { readonly reasons: string[]; more: number }>();

  /** @param line counted from 1; left out where the file as a whole is meant */
  add(code: string, reason: string, line?: number): void {
    const kind = this.#kinds.get(code) ?? { reasons: [], more: 0 };
    this.#kinds.set(code, kind);
    if (kind.reasons.length === LIMITS.problemsPerKind) kind.more += 1;
    else kind.reasons.push(line === undefined ? reason : `Line ${line}: ${reason}`);
  }

  problems(): Problem[] {
    return [...this.#kinds].flatMap(([code, { reasons, more }]) => {
      const all = more === 0 ? reasons : [...reasons, `There are ${more} more places like these.`];
      return all.map((reason) => ({ code, reason }));
    });
  }
}
