import { LIMITS } from "../limits.ts";
import { tooMuch } from "./too-much.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { swellingOf, swollen } from "./compression/swelling.ts";

/** What the layers of one image may take together. */
export class LayerBudget {
  #contentBytes: number = LIMITS.capturedBytes;
  #swelling = 0;
  #unpacked = 0;
  #entries = 0;
  readonly #archiveBytes: (() => number) | undefined;

  /** @param archiveBytes how much was read so far of the compressed archive that the layers lie in; left out: of none */
  constructor(archiveBytes?: () => number) {
    this.#archiveBytes = archiveBytes;
  }

  /** @returns whether there is room to keep a content; it is then taken */
  takeContent(bytes: number): boolean {
    if (bytes > this.#contentBytes) return false;
    this.#contentBytes -= bytes;
    return true;
  }

  /** Facts that another run kept, with as many of their contents as there is room for now. */
  keepContents({ captured, ...facts }: LayerFacts): LayerFacts {
    const kept = [...captured].filter(([, content]) => this.takeContent(content.length));
    return { ...facts, captured: new Map(kept) };
  }

  /**
   * Counts a layer that was read, or is known from the cache: many layers, none of which is a bomb, are one together.
   *
   * @throws LumogateError `compression.limit`, `image.limit`
   */
  count({ bytes, storedBytes, tree }: LayerFacts): void {
    this.#entries += tree.size;
    if (this.#entries > LIMITS.tarEntries)
      throw tooMuch("has too many files in its layers", LIMITS.tarEntries, "tarEntries");
    this.#swelling += swellingOf(bytes, storedBytes);
    if (this.#swelling > LIMITS.swellingBytes) throw swollen(`${tree.what}, together with other layers,`);
  }

  /**
   * Counts what comes of a layer while it is unpacked: a bomb in a bomb may swell by little twice.
   *
   * @param what the layer, for messages
   * @throws LumogateError `compression.limit`
   */
  countUnpacked(bytes: number, what: string): void {
    if (this.#archiveBytes === undefined) return;
    this.#unpacked += bytes;
    if (swellingOf(this.#unpacked, this.#archiveBytes()) > LIMITS.swellingBytes)
      throw swollen(`${what}, together with the archive around it,`);
  }
}
