import { stripVTControlCharacters } from "node:util";
import { LIMITS } from "../../limits.ts";

/** Takes text as it comes, and gives it on line by line. */
export interface LineSplitter {
  push(text: string): void;
  /** Gives on what stands behind the end of the last line. */
  end(): void;
}

/**
 * Colours and other escape sequences of a terminal go. A line that draws over itself (`\r`, a progress bar) counts as it looks in the end. What is longer than
 * `LIMITS.buildLineChars` is cut, with a mark; the rest of such a line is dropped as it comes.
 */
export function splitLines(onLine: (line: string) => void): LineSplitter {
  const most = LIMITS.buildLineChars;
  let line = "";
  /** The cursor is back at the line's start; `\r\n` ends a line, and draws over nothing. */
  let returned = false;

  const draw = (text: string): void => {
    if (returned) line = "";
    returned = false;
    // One more than is shown, to know that there was more.
    line = (line + text.slice(0, most + 1)).slice(0, most + 1);
  };
  const flush = (): void => {
    onLine(stripVTControlCharacters(line.length > most ? `${line.slice(0, most)}…` : line));
    line = "";
    returned = false;
  };
  return {
    push(text) {
      for (const [number, part] of text.split("\n").entries()) {
        if (number > 0) flush();
        for (const [index, drawn] of part.split("\r").entries()) {
          if (index > 0) returned = true;
          if (drawn !== "") draw(drawn);
        }
      }
    },
    end() {
      if (line !== "") flush();
    },
  };
}
