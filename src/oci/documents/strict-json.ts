import { countKeys, isRecord } from "../../json.ts";
import { messageOf } from "../../model/error.ts";

/** What a document may hold, as far as its keys are concerned. */
export interface KnownKeys {
  /** Those that somebody reads. */
  readonly read: ReadonlySet<string>;
  /** Among them those of objects whose keys are anything, such as labels. */
  readonly free: ReadonlySet<string>;
}

/**
 * Parses JSON that an engine has read as well, and refuses what the two of us would read differently. Engines are
 * written in Go, whose encoding/json takes `USER` for `User` and of several such keys the last; here, such a document
 * would be judged by one user, and run as another.
 *
 * @throws Error with a clause as its message
 */
export function parseStrictJson(bytes: Uint8Array, keys: KnownKeys): unknown {
  const text = decode(bytes);
  const value = parse(text);
  const folded = new Map(Array.from(keys.read, (key) => [fold(key), key]));
  let count = 0;
  // A list and not recursion: JSON may be nested deeper than any stack.
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    for (const [key, child] of Object.entries(next)) {
      if (Array.isArray(next)) {
        pending.push(child);
        continue;
      }
      count += 1;
      const meant = folded.get(fold(key));
      if (meant !== undefined && meant !== key)
        throw new Error(`its key ${JSON.stringify(key)} is "${meant}" to an engine`);
      if (keys.free.has(key) && isRecord(child)) {
        const free = Object.values(child);
        count += free.length;
        for (const one of free) pending.push(one);
      } else pending.push(child);
    }
  }
  if (count !== countKeys(text)) throw new Error("one of its objects has a key twice");
  return value;
}

/** Go puts a mark in the place of what is no UTF-8, and takes no byte order mark. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error("it is not UTF-8", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`it is not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** As Go folds them: the Kelvin sign is a k, and a long s is an s. */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}
