import { type Encoded, join } from "../encode/encoded.ts";
import { gfm } from "../encode/markdown.ts";

type Text = Encoded<"markdown">;

/** A part of a page that may be cut: its rows, in the order of their weight. Left out where it has no rows. */
export interface Section {
  readonly head: Text;
  readonly rows: readonly Text[];
  readonly foot?: Text;
}

/** The longest that `more` below can be, with its line feeds. */
const MORE_BYTES = 64;
const LEFT_OUT = gfm`This page was cut to fit. The report has all of it.`;

/**
 * Sections under each other, in at most `bytes` bytes of UTF-8. What comes first is kept first: rows that no longer
 * fit become "and N more", and a section of which nothing fits is named as missing at the end.
 */
export function fit(sections: readonly Section[], bytes: number): Text {
  let room = bytes - byteLength(LEFT_OUT) - 2;
  const kept: Text[] = [];
  const filled = sections.filter(({ rows }) => rows.length > 0);
  for (const { head, rows, foot = gfm`` } of filled) {
    const frame = byteLength(head) + byteLength(foot) + MORE_BYTES;
    if (frame >= room) break;
    const fitting = leading(rows, room - frame);
    const more = rows.length - fitting.length;
    const rest =
      more === 0
        ? []
        : [
            gfm`
… and ${more} more.`,
          ];
    const text = join([head, ...fitting, ...rest, ...(foot === "" ? [] : [foot])], "\n");
    kept.push(text);
    room -= byteLength(text) + 2;
  }
  const note = kept.length < filled.length ? [LEFT_OUT] : [];
  return gfm`${join([...kept, ...note], "\n\n")}\n`;
}

function leading(rows: readonly Text[], room: number): readonly Text[] {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += byteLength(row) + 1;
    return used > room;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
