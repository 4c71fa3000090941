import { LIMITS } from "../../limits.ts";
import type { Gap } from "../../model/inventory.ts";

/** What was wrong with lists of files. A damaged disk damages hundreds: of a kind, the first few are told, the rest are counted. */
export class ListProblems {
  readonly #by: string;
  readonly #kinds = new Map<string, { readonly gaps: Gap[]; more: number }>();

  /** @param by whose lists: `dpkg` */
  constructor(by: string) {
    this.#by = by;
  }

  /**
   * @param code stable: becomes the gap `files.<code>`
   * @param reason a sentence
   */
  add(code: string, path: string, reason: string): void {
    const kind = this.#kinds.get(code) ?? { gaps: [], more: 0 };
    this.#kinds.set(code, kind);
    if (kind.gaps.length === LIMITS.problemsPerKind) kind.more += 1;
    else kind.gaps.push({ code: `files.${code}`, by: this.#by, path, reason, affects: ["files"] });
  }

  gaps(): Gap[] {
    return [...this.#kinds].flatMap(([code, { gaps, more }]) => {
      if (more === 0) return gaps;
      const reason = `The same is so of ${more} more lists of packages' files.`;
      return [...gaps, { code: `files.${code}`, by: this.#by, reason, affects: ["files"] }];
    });
  }
}
