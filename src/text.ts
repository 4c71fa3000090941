import { isUtf8 } from "node:buffer";

/**
 * A file's bytes as a string with one character per byte. Databases are scanned in this form: it costs a copy of
 * memory, keeps every byte, and only the few values that are kept get decoded.
 */
export function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export interface DecodedText {
  readonly text: string;
  /** False where the bytes are not UTF-8: they are then read as Latin-1, which loses none of them. */
  readonly utf8: boolean;
}

/** @param bytes one character per byte, as `byteString` makes it */
export function decodeUtf8(bytes: string): DecodedText {
  if (isAscii(bytes)) return { text: bytes, utf8: true };
  const buffer = Buffer.from(bytes, "latin1");
  return isUtf8(buffer) ? { text: buffer.toString("utf8"), utf8: true } : { text: bytes, utf8: false };
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/**
 * The part between two positions without blanks around it. Not `String.trim`: in a byte string that also takes 0xA0,
 * which is half of a UTF-8 character.
 */
export function sliceTrimmed(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 0x20) from += 1;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to -= 1;
  return text.slice(from, to);
}

/** The line, from 1, that a position is in. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** The order of what is printed: by code unit, so that no machine's locale changes it. */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A text of the image's within a sentence of ours: in quotes, and cut where it is long. */
export function quoted(text: string): string {
  return `"${shortened(text, QUOTED_CHARS)}"`;
}

const QUOTED_CHARS = 100;

/** The start of a text that may be anybody's, with a mark where it was cut. */
export function shortened(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars)}…` : text;
}

/** A value in a sentence: as JSON, which shows of what type it is, and cut where it is long. */
export function shownJson(value: unknown, chars: number): string {
  return shortened(JSON.stringify(value) ?? "nothing", chars);
}

/** "error, warning or note" */
export function orWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
