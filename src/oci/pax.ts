/** What a pax extended header says about the member after it; only what decides where bytes are and their names. */
export interface PaxHeader {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** GNU tar keeps a file with holes in a way of its own. */
  readonly isSparse: boolean;
}

/**
 * Parses the records "length key=value\n" of a pax extended header (POSIX.1-2017, pax).
 *
 * @param text the header's body, as a byte string
 * @returns a clause where it cannot be trusted
 */
export function parsePaxHeader(text: string): PaxHeader | string {
  const records = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const blank = text.indexOf(" ", at);
    const digits = blank === -1 ? "" : text.slice(at, blank);
    const end = /^[1-9][0-9]{0,6}$/.test(digits) ? at + Number(digits) : 0;
    const equals = text.indexOf("=", blank);
    if (end <= blank + 1 || text[end - 1] !== "\n") return "a record has a wrong length";
    if (equals <= blank + 1 || equals >= end) return "a record has no key";
    records.set(text.slice(blank + 1, equals), text.slice(equals + 1, end - 1));
    at = end;
  }
  return interpret(records);
}

function interpret(records: ReadonlyMap<string, string>): PaxHeader | string {
  // An empty value leaves the member what its own header says.
  const [path, linkPath] = ["path", "linkpath"].map((key) => records.get(key) || undefined);
  // Readers in C would stop there, others would not: two names for one member.
  if (path?.includes("\0") === true || linkPath?.includes("\0") === true) return "a name has a NUL in it";
  const numbers: { size?: number; uid?: number; gid?: number } = {};
  for (const key of ["size", "uid", "gid"] as const) {
    const text = records.get(key) || undefined;
    if (text === undefined) continue;
    numbers[key] = Number(text);
    if (!/^[0-9]{1,16}$/.test(text) || !Number.isSafeInteger(numbers[key])) return `a ${key} is not a number`;
  }
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...numbers,
    isSparse: [...records.keys()].some((key) => key.startsWith("GNU.sparse.")),
  };
}
