/** What a pax extended header says about the member after it; only what decides what the member is. */
export interface PaxHeader {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** The extended attribute `security.capability`; a byte string. */
  readonly capabilities?: string;
  /** Whether it says any of this. */
  readonly decides: boolean;
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

/**
 * As star wrote attributes first, and as every engine writes and reads them. libarchive has a form of its own
 * (`LIBARCHIVE.xattr.`), which engines pass over: such a file has no capabilities in a container.
 */
const CAPABILITIES = "SCHILY.xattr.security.capability";

const DECISIVE = ["path", "linkpath", "size", "uid", "gid", CAPABILITIES];

/** Attributes that an overlay obeys: a file in a layer could hide directories below it, or bring them elsewhere. */
const OVERLAY = /^(?:SCHILY|LIBARCHIVE)\.xattr\.(?:trusted|user)\.(?:overlay|fuseoverlayfs)\./;

function interpret(records: ReadonlyMap<string, string>): PaxHeader | string {
  for (const key of records.keys()) {
    if (key.includes("\0")) return "a record's key has a NUL in it";
    if (key.startsWith("GNU.sparse.")) return "a sparse file is described, which no image tool writes";
    if (OVERLAY.test(key)) return "an attribute is set that an overlay obeys";
  }
  for (const key of DECISIVE) {
    const value = records.get(key);
    // To some readers it says nothing then, to others that there is no name.
    if (value === "") return `the ${key} is empty`;
    // Readers in C would stop there, others would not: two names for one member.
    if (key !== CAPABILITIES && value?.includes("\0") === true) return `the ${key} has a NUL in it`;
  }
  const [size, uid, gid] = ["size", "uid", "gid"].map((key) => numberOf(records.get(key)));
  if (Number.isNaN(size) || Number.isNaN(uid) || Number.isNaN(gid)) return "a size or an owner is no number";
  const path = records.get("path");
  const linkPath = records.get("linkpath");
  const capabilities = records.get(CAPABILITIES);
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined ? {} : { size }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(capabilities === undefined ? {} : { capabilities }),
    decides: DECISIVE.some((key) => records.has(key)),
  };
}

/** @returns NaN for what is no number, or beyond all exact ones */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
