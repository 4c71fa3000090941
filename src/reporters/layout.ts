import { type Encoded, join } from "../encode/encoded.ts";
import { paint, shown, type Style, terminal } from "../encode/terminal.ts";
import { columns, pad, wrap } from "../encode/wrap.ts";
import type { RenderOptions } from "./reporter.ts";

type Text = Encoded<"terminal">;

export interface Page {
  readonly colour: boolean;
  readonly width: number;
  /** Whether a person sees it pass by; else it is kept, or searched by a program, and must be whole. */
  readonly isTerminal: boolean;
}

/** Lines longer than 120 columns are hard to read, and a terminal that claims less than 40 is no terminal. */
export function pageFor({ colour, width }: RenderOptions): Page {
  return { colour, width: Math.min(120, Math.max(40, width ?? 100)), isTerminal: width !== undefined };
}

/** The longest label, "healthcheck". */
const LABEL_COLUMNS = 11;

/**
 * `label | text`, where every further line begins with the bar as well. The bar is more than ornament: no line may begin
 * with text from an image, since log readers obey what stands there.
 *
 * @param values each begins a line of its own
 */
export function field(label: Text, values: readonly Text[], { width, colour }: Page): Text[] {
  const room = width - LABEL_COLUMNS - 3;
  const lines = values.flatMap((value) => wrap(value, room));
  return lines.map((line, index) => {
    const margin = rightAligned(index === 0 ? label : terminal``);
    return terminal`${paint(["dim"], terminal`${margin} |`, colour)} ${line}`;
  });
}

function rightAligned(label: Text): Text {
  return terminal`${pad(terminal``, LABEL_COLUMNS - columns(label))}${label}`;
}

/** A line that opens a block: a word of ours, and what the block is about. */
export function heading(word: Text, subject: Text, style: readonly Style[], page: Page): Text[] {
  const [first = terminal``, ...rest] = wrap(subject, page.width - columns(word) - 2);
  const opening = terminal`${paint([...style, "bold"], word, page.colour)}  ${first}`;
  return [opening, ...rest.map((line) => terminal`${rightAligned(terminal``)} | ${line}`)];
}

/** A line that opens a block, all in words of ours. */
export function title(words: string, { colour }: Page): Text {
  return paint(["bold"], shown(words), colour);
}

/** Blocks of lines, an empty line between them, a line feed at the end. Blocks without lines leave no trace. */
export function document(blocks: readonly (readonly Text[])[]): Text {
  const filled = blocks.filter((block) => block.length > 0);
  return terminal`${join(
    filled.map((block) => join(block, "\n")),
    "\n\n",
  )}\n`;
}

/** Rego's source, whose lines opa fmt indents by tabs: as blanks they are layout, and not something hidden to be shown. */
export function withoutTabs(source: string): string {
  return source.replaceAll("\t", "  ");
}
