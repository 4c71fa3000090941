/**
 * What does not show, or moves what does: controls (Cc), formats such as bidi overrides and zero-width characters
 * (Cf, Default_Ignorable), lone surrogates (Cs), private use (Co), separators of lines and paragraphs and every
 * blank but the plain one (Z).
 */
const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Scripts with letters that look like Latin ones (UTS 39, mixed-script confusables). */
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;

const SHORT = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * The text with everything that a reader could not see, or would take for something else, as a visible escape:
 * `\n`, `\x1b`, `\u{202e}`, and `\u{43e}` for a Cyrillic letter inside a Latin word. One line, whatever comes in.
 */
export function visible(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words = text.replace(WORD, (word) =>
    LATIN.test(word) ? word.replace(LOOKALIKE, escapeSequence) : word,
  );
  return words.replace(UNSEEN, escapeSequence);
}

function escapeSequence(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return (
    SHORT.get(character) ??
    (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`)
  );
}
