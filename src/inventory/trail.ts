/**
 * Follows things from the whole image down through its states, each for as long as it is there without a break.
 * A thing has a name and a kind; the kind is what a state can be in doubt about.
 */
export class Trail<Kind> {
  readonly #sought: Map<string, Kind>;
  readonly #since = new Map<string, number>();
  readonly #all: number;
  #lost = 0;

  constructor(things: readonly (readonly [name: string, kind: Kind])[]) {
    this.#sought = new Map(things);
    this.#all = this.#sought.size;
  }

  /** Whether nothing is left to follow. */
  get isOver(): boolean {
    return this.#sought.size === 0;
  }

  /** How many were not there to begin with. */
  get strangers(): number {
    return this.#all - this.#since.size - this.#lost;
  }

  /**
   * One state down. What is not there came later, unless the state is in doubt about its kind: then nobody can say since
   * when it is there, and it is lost.
   *
   * @returns the kinds of which something was lost
   */
  descend(
    layer: number,
    isThere: (name: string) => boolean,
    isInDoubt: (kind: Kind) => boolean,
  ): ReadonlySet<Kind> {
    const lost = new Set<Kind>();
    for (const [name, kind] of this.#sought) {
      if (isThere(name)) {
        this.#since.set(name, layer);
        continue;
      }
      this.#sought.delete(name);
      if (!isInDoubt(kind)) continue;
      this.#since.delete(name);
      this.#lost += 1;
      lost.add(kind);
    }
    return lost;
  }

  /** The lowest layer from which it is there in every state; undefined where that cannot be told. */
  since(name: string): number | undefined {
    return this.#since.get(name);
  }
}
