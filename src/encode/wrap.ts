import { type Encoded, vouch } from "./encoded.ts";
import { terminal } from "./terminal.ts";

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u{3001}-\u{303e}\u{ff01}-\u{ff60}]/u;
const COMBINING = /\p{M}/u;

/** How many columns of a terminal an encoded, unpainted text takes: East Asian wide characters take two. */
export function columns(text: Encoded<"terminal">): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let total = 0;
  for (const character of text) total += columnsOf(character);
  return total;
}

function columnsOf(character: string): 0 | 1 | 2 {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The text, filled up with blanks to that many columns. */
export function pad(text: Encoded<"terminal">, width: number): Encoded<"terminal"> {
  return terminal`${text}${vouch(" ".repeat(Math.max(0, width - columns(text))))}`;
}

/**
 * Breaks a text into lines of at most `width` columns, between words; always at least one. A longer word
 * stays whole, so that a digest or a path can be copied. What the lines begin with is the caller's care: image text at a line's start may be taken for a command.
 */
export function wrap(text: Encoded<"terminal">, width: number): Encoded<"terminal">[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(" ")) {
    const needed = columns(vouch(word));
    if (line !== "" && used + 1 + needed > width) {
      lines.push(line);
      line = "";
    }
    used = line === "" ? needed : used + 1 + needed;
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => vouch<"terminal">(each));
}
