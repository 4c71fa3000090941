import { LIMITS } from "../../../limits.ts";
import { ProblemLog } from "../../problem-log.ts";
import { leafRows, type Reading } from "./table.ts";

/**
 * The rows on pages that a damaged tree does not lead to any more: those of this table, and of others that are lost as
 * well. Pages that are listed as free are left out, since they may still hold what was deleted.
 *
 * @param reading the pages that were read; gets those that are read now
 */
export function* lostRows(reading: Reading): Generator<Uint8Array> {
  const { pages, taken } = reading;
  takeFree(reading);
  const salvage: Reading = { ...reading, rowsLeft: LIMITS.rpmSalvagedRows };
  for (let number = 2; number <= pages.count; number++) {
    if (taken[number] === 1 || salvage.rowsLeft === 0) continue;
    // What is wrong with pages that may be of another table is nobody's problem: the damage has been told.
    yield* leafRows(number, salvage, new ProblemLog());
  }
}

/** The list of free pages: trunks, of which each leads to the next and names others (sqlite.org/fileformat2.html, 1.5). */
function takeFree({ pages, taken }: Reading): void {
  for (let trunk = pages.firstFree; trunk > 0 && taken[trunk] === 0;) {
    const page = pages.page(trunk);
    if (page === undefined) return;
    taken[trunk] = 1;
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    const count = Math.min(view.getUint32(4), pages.usable / 4 - 2);
    for (let at = 0; at < count; at++) {
      const free = view.getUint32(8 + at * 4);
      if (free < taken.length) taken[free] = 1;
    }
    trunk = view.getUint32(0);
  }
}
