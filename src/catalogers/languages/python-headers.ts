import { LIMITS } from "../../limits.ts";
import { sliceTrimmed } from "../../text.ts";

/** The header fields that stand at the beginning of a METADATA or PKG-INFO. */
export interface Headers {
  /** All values of a wanted field in the order of the file, by the field's name in lower case; byte strings. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The field whose value the file ends with, without so much as a line's end: it may be cut. */
  readonly unfinished?: string;
}

/** A field name is of what RFC 5322 (2.2) allows, and the colon follows at once. */
const FIELD = /^([!-9;-~]+):/;

/**
 * Reads the headers as Python's `email.parser` does, which is what `importlib.metadata` and pip read them with: a line that
 * begins with a blank or a tab continues the one above, and the first line that is neither ends them. What follows is the
 * description, which may look like headers.
 *
 * @param text a byte string
 * @param wanted the fields to keep, in lower case
 */
export function readHeaders(text: string, wanted: ReadonlySet<string>): Headers {
  const values = new Map<string, string[]>();
  let above: string[] = [];
  let field: string | undefined;
  for (const { start, end, isEnded } of lines(text, startOf(text))) {
    const first = text.charCodeAt(start);
    if (end > start && (first === BLANK || first === TAB)) {
      const value = above.pop();
      // What is longer is no value of ours, and millions of lines joined take a hundred times their size.
      const isTooLong = value !== undefined && value.length > LIMITS.recordedChars;
      if (value !== undefined) above.push(isTooLong ? value : `${value}\n${sliceTrimmed(text, start, end)}`);
    } else {
      const name = FIELD.exec(text.slice(start, Math.min(end, start + LONGEST_NAME)))?.[1];
      if (name === undefined) return { values };
      field = name.toLowerCase();
      above = values.get(field) ?? [];
      if (wanted.has(field)) {
        values.set(field, above);
        above.push(sliceTrimmed(text, start + name.length + 1, end));
      }
    }
    if (!isEnded && field !== undefined) return { values, unfinished: field };
  }
  return { values };
}

/** `License-Expression`, the longest of ours, and then some. */
const LONGEST_NAME = 128;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BLANK = 0x20;

/** Editors on Windows begin a file with a byte order mark, which Python's parser takes for the end of the headers. */
function startOf(text: string): number {
  return text.startsWith("\xef\xbb\xbf") ? 3 : 0;
}

/** Python reads with universal newlines: a carriage return alone ends a line too. */
function* lines(text: string, from: number): Generator<{ start: number; end: number; isEnded: boolean }> {
  let start = from;
  while (start < text.length) {
    let end = start;
    while (
      end < text.length &&
      text.charCodeAt(end) !== LINE_FEED &&
      text.charCodeAt(end) !== CARRIAGE_RETURN
    )
      end += 1;
    yield { start, end, isEnded: end < text.length };
    start = end + (text.startsWith("\r\n", end) ? 2 : 1);
  }
}
