/**
 * Follows things from the whole image down through its states, each for as long as it is there without a break.
 * A thing has a name, and something about it: what a state has to know to find it, or to be in doubt about it.
 */
export class Trail<About> {
  readonly #sought: Map<string, About>;
  readonly #since = new Map<string, number>();
  readonly #all: number;
  #lost = 0;

  constructor(things: readonly (readonly [name: string, about: About])[]) {
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
   * One state down. What is not there came later, unless the state is in doubt about it: then nobody can say since when it
   * is there, and it is lost.
   *
   * @returns what was lost
   */
  descend(
    layer: number,
    isThere: (name: string, about: About) => boolean,
    isInDoubt: (about: About) => boolean,
  ): readonly About[] {
    const lost: About[] = [];
    for (const [name, about] of this.#sought) {
      if (isThere(name, about)) {
        this.#since.set(name, layer);
        continue;
      }
      this.#sought.delete(name);
      if (!isInDoubt(about)) continue;
      this.#since.delete(name);
      this.#lost += 1;
      lost.push(about);
    }
    return lost;
  }

  /** The lowest layer from which it is there in every state; undefined where that cannot be told. */
  since(name: string): number | undefined {
    return this.#since.get(name);
  }
}
