import { clip } from "../encode/clip.ts";
import { type Encoded, join } from "../encode/encoded.ts";
import { code, gfm, prose } from "../encode/markdown.ts";
import { LIMITS } from "../limits.ts";
import type { Fact } from "./facts.ts";
import type { Section } from "./fit.ts";

type Text = Encoded<"markdown">;

/** What stands over a table's rows: a heading, and the titles of its columns (GFM, section 4.10). */
export function tableHead(heading: Text, titles: readonly string[]): Text {
  return join([heading, gfm``, row(titles.map(prose)), row(titles.map(() => gfm`---`))], "\n");
}

export function row(cells: readonly Text[]): Text {
  return gfm`| ${joinCells(cells)} |`;
}

function joinCells([first = gfm``, ...rest]: readonly Text[]): Text {
  return rest.reduce((cells, cell) => gfm`${cells} | ${cell}`, first);
}

/** A table of facts; GitHub wants titles over its columns, so they are empty. */
export function factSection(heading: Text, facts: readonly Fact[]): Section {
  return {
    head: tableHead(heading, ["", ""]),
    rows: facts.map(({ label, value }) => row([prose(label), factCell(label, value)])),
  };
}

/** Why and how are sentences; all else are names and values. */
export function factCell(label: string, value: string): Text {
  return label === "why" || label === "fix" ? sentenceCell(value) : valueCell(value);
}

export function valueCell(text: string): Text {
  return code(clip(text, LIMITS.viewChars));
}

export function sentenceCell(text: string): Text {
  return prose(clip(text, LIMITS.viewChars));
}
