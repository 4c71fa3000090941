import { type Encoded, templateFor, vouch } from "./encoded.ts";
import { visible } from "./visible.ts";

/**
 * GitHub Flavored Markdown: what is encoded fits a paragraph as well as a table's cell. (Not named `markdown`:
 * formatters take a template of that name for a document, and reformat it.)
 */
export const gfm = templateFor<"markdown">();

/**
 * A name, a version, a path: as code. Mentions, issue numbers, links, images and HTML mean nothing in there, neither to
 * the Markdown parser nor to the filters that GitHub runs behind it (those do see through `&#64;`). Backticks and
 * pipes are escaped, so that one backtick is always fence enough (cmark gives up at 80) and no table's cell ends.
 */
export function code(text: string): Encoded<"markdown"> {
  const inside = visible(text).replaceAll("`", "\\x60").replaceAll("|", "\\x7c");
  return vouch(`\`${inside === "" ? " " : inside}\``);
}

/** Opens and closes a block of code (GFM, section 4.5). */
export const FENCE = vouch<"markdown">("```");

/** A line between two of these: only backticks would end it, and what is escaped means the same in YAML's double quotes. */
export function fenced(text: string): Encoded<"markdown"> {
  return vouch(visible(text).replaceAll("`", "\\x60"));
}

/** A word of prose that no parser could take for anything else: letters, a small number, a dash. */
const PLAIN = /^(?:[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*|\p{N}{1,6}|[–—])$/u;
/** What stands around a word in prose, and means nothing to a parser where the word itself is plain or code. */
const AROUND = /^(["'(]*)(.*?)(["')]*[.,:;!?]*)$/su;
/** GitHub links a commit by seven digits of its hash, and letters can be digits. */
const COMMIT = /[0-9a-f]{7}/i;

/** Prose, with every word that is not plainly a word as code. Line breaks become blanks. */
export function prose(text: string): Encoded<"markdown"> {
  const words = text.split(/[ \r\n]+/).filter((word) => word !== "");
  return vouch(words.map(proseWord).join(" "));
}

function proseWord(word: string): string {
  const [, before = "", stem = "", behind = ""] = AROUND.exec(word) ?? [];
  if (stem === "") return code(word);
  return PLAIN.test(visible(stem)) && !COMMIT.test(stem) && !isListMark(stem, behind)
    ? word
    : `${before}${code(stem)}${behind}`;
}

/** `1.` or `1)` at the start of a paragraph would make a list of it. */
function isListMark(stem: string, behind: string): boolean {
  return /^\p{N}/u.test(stem) && /^[.)]/.test(behind);
}

/** A link to an address of our own making; its label is encoded, and its address cannot end the link. */
export function link(label: Encoded<"markdown">, address: URL): Encoded<"markdown"> {
  const target = address.href.replace(/[^A-Za-z0-9\-._~:/?#@&=%+]/g, percentEncode);
  return gfm`[${label}](${vouch<"markdown">(target)})`;
}

/** `encodeURIComponent` leaves `(` and `)` alone, which end a link. */
function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
