import { styleText } from "node:util";
import { type Encoded, templateFor, vouch } from "./encoded.ts";
import { breakLegacyCommands, breakProblemMatchers } from "./runner.ts";
import { visible } from "./visible.ts";

/** Hostile text for a terminal, or for the log of a CI job: one line in which nothing is obeyed. */
export function shown(text: string): Encoded<"terminal"> {
  return vouch(harmless(breakProblemMatchers(visible(text), "\\x3a")));
}

/** The same for prose, which may have line breaks: one piece for each line. */
export function shownLines(text: string): Encoded<"terminal">[] {
  return text.split(/\r?\n/).map(shown);
}

export const terminal = templateFor<"terminal">(harmless);

/** `::command::` is obeyed at a line's start, behind any blanks (ActionCommand.TryParseV2). */
function harmless(text: string): string {
  const line = breakLegacyCommands(text, "\\x5b");
  return line.includes("::") ? line.replace(/^( *):(?=:)/gm, "$1\\x3a") : line;
}

export type Style = "red" | "green" | "yellow" | "cyan" | "bold" | "dim";

/** Colours are chosen by the caller, who knows the terminal; `styleText` must not ask standard output again. */
export function paint(
  style: readonly Style[],
  text: Encoded<"terminal">,
  colour: boolean,
): Encoded<"terminal"> {
  return colour ? vouch(styleText([...style], text, { validateStream: false })) : text;
}
