import { LIMITS } from "../limits.ts";
import type { Gap } from "../model/inventory.ts";

/**
 * Gaps about files, of which an image can have any number that are damaged in the same way: of a kind, only the first few are
 * told one by one; the rest are counted, not dropped in silence.
 */
export class GapLog {
  readonly #kinds = new Map<string, { readonly gaps: Gap[]; more: number }>();

  add(gap: Gap): void {
    const name = `${gap.code}\n${gap.by}`;
    const kind = this.#kinds.get(name) ?? { gaps: [], more: 0 };
    this.#kinds.set(name, kind);
    if (kind.gaps.length === LIMITS.gapsPerKind) kind.more += 1;
    else kind.gaps.push(gap);
  }

  /** By kind, in the order in which the kinds were met. */
  gaps(): Gap[] {
    return [...this.#kinds.values()].flatMap(({ gaps, more }) => {
      const [first] = gaps;
      if (first === undefined || more === 0) return gaps;
      const { code, by, affects } = first;
      const reason = `There are ${more} more of this kind (limit gapsPerKind).`;
      return [...gaps, { code, by, reason, affects }];
    });
  }
}
