import type { RuleFinding } from "../../model/report.ts";
import { escapeGlob } from "./glob.ts";
import { waiverSubject } from "./waiver.ts";

/** What a person has to write in its place: a waiver that still has one of them is an error. */
export const PLACEHOLDERS = { reason: "<why>", owner: "<who>" } as const;

/**
 * The waiver that would silence a finding, as one line of YAML below `waivers:`. It is plain ASCII, with escapes that mean
 * the same to YAML (1.2, section 5.7) as to whoever shows them: so it can be copied from a terminal, a log or a page, where
 * `src/encode` writes further escapes of the form `\xNN` into what stands in quotes.
 *
 * @param until the last day on which it is to hold
 */
export function waiverSnippet(
  finding: Pick<RuleFinding, "rule" | "subject" | "message">,
  until: string,
): string {
  const { reason, owner } = PLACEHOLDERS;
  const rule = PLAIN.test(finding.rule) ? finding.rule : quoted(finding.rule);
  const subject = quoted(escapeGlob(waiverSubject(finding)));
  return `- { rule: ${rule}, subject: ${subject}, reason: ${quoted(reason)}, owner: ${quoted(owner)}, until: ${until} }`;
}

/** A rule's id that YAML can take for nothing but a text. */
const PLAIN = /^[a-z_]\w*(?:\.[a-z_]\w*)+$/i;

/** In double quotes, printable ASCII alone. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[^ !#-[\]-~]/gu, escaped)}"`;
}

function escaped(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x1_0000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
