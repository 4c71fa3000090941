import { type Encoded, vouch } from "./encoded.ts";
import { breakLegacyCommands, breakProblemMatchers } from "./runner.ts";

/** As in `visible.ts`, but for the line feeds between our own lines: inside a string JSON has escaped them already. */
const UNSEEN = /(?![ \n])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A document as JSON, indented, with a line feed at its end. The value is exact; only the spelling is careful, since
 * a log, a terminal and the Actions runner read it too. `#[` and a matched colon stand only inside strings (a `"`
 * follows every other colon), where `\u005b` and `\u003a` mean the same.
 */
export function json(document: unknown): Encoded<"json"> {
  const text = JSON.stringify(document, undefined, 2).replace(UNSEEN, escapeUnits);
  return vouch(`${breakProblemMatchers(breakLegacyCommands(text, "\\u005b"), "\\u003a")}\n`);
}

/** RFC 8259, section 7: characters outside the Basic Multilingual Plane are two escapes. */
function escapeUnits(character: string): string {
  const units = character.split("");
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}
