import { LIMITS } from "../../limits.ts";
import type { ProblemLog } from "../problem-log.ts";
import { HashPages } from "./hash-pages.ts";

/**
 * The values in a hash database of Berkeley DB, as rpm had them up to 4.15 (`Packages`): each is a header. Of the format
 * (src/dbinc/db_page.h) that is what rpm's own read-only reader knows (lib/backend/bdb_ro.cc): versions 8 to 10, of either
 * byte order, without encryption.
 *
 * Rather than from bucket to bucket it goes from page to page: behind a damaged page none gets lost then.
 */
export function* berkeleyHeaders(bytes: Uint8Array, log: ProblemLog): Generator<Uint8Array> {
  const pages = HashPages.open(bytes, log);
  if (pages === undefined) return;
  // On a page thousands of entries can be said to stand that are none.
  let entries = 0;
  for (let page = 1; page <= pages.last; page++) {
    const found = pages.page(page);
    if (found === undefined) break;
    if (entries > MOST_ENTRIES) {
      log.add(
        "limit",
        `It has more than ${LIMITS.packages} entries; the rest was not read (limit packages).`,
      );
      return;
    }
    if (isHashPage(found.type)) {
      const items = found.entries();
      entries += items.length;
      yield* valuesOn(items, pages, page, log);
    } else if (pages.isBucket(page))
      log.add("malformed", `Page ${page} is a bucket's, and is of type ${found.type}.`);
  }
}

export function isBerkeleyDatabase(bytes: Uint8Array): boolean {
  return HashPages.isOne(bytes);
}

/** Keys and values take turns. */
function* valuesOn(
  items: readonly (Uint8Array | undefined)[],
  pages: HashPages,
  page: number,
  log: ProblemLog,
): Generator<Uint8Array> {
  if (items.length % 2 === 1) log.add("malformed", `Page ${page} has a key without a value.`);
  for (let at = 0; at + 1 < items.length; at += 2) {
    const [key, value] = [items[at], items[at + 1]];
    if (key === undefined || value === undefined) {
      log.add("malformed", `Page ${page} has an entry that lies outside of it.`);
      continue;
    }
    // Under 0 rpm keeps the number that the next package gets.
    if (key[0] === KEYDATA && key.length === 5 && key.subarray(1).every((byte) => byte === 0)) continue;
    const header = valueOf(value, pages, page, log);
    if (header !== undefined) yield header;
  }
}

function valueOf(item: Uint8Array, pages: HashPages, page: number, log: ProblemLog): Uint8Array | undefined {
  if (item[0] === KEYDATA) return item.subarray(1);
  if (item[0] !== OFFPAGE) {
    const kind = item[0] === DUPLICATE || item[0] === OFFPAGE_DUPLICATE ? "several values" : "no value";
    log.add("malformed", `Page ${page} has a key with ${kind}, as rpm never writes it.`);
    return undefined;
  }
  const chain = pages.chain(item);
  if (chain instanceof Uint8Array) return chain;
  log.add(chain.code, `A value of page ${page} cannot be read: ${chain.reason}.`);
  return undefined;
}

/** P_HASH_UNSORTED of versions up to 8, and P_HASH. */
function isHashPage(type: number): boolean {
  return type === 2 || type === 13;
}

/** A key and a value for each package. */
const MOST_ENTRIES = LIMITS.packages * 2;

/** Types of items. */
const KEYDATA = 1;
const DUPLICATE = 2;
const OFFPAGE = 3;
const OFFPAGE_DUPLICATE = 4;
