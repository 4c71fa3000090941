import { type Encoded, join } from "../encode/encoded.ts";
import { shown, terminal } from "../encode/terminal.ts";
import { columns, pad } from "../encode/wrap.ts";
import type { Inventory, Package } from "../model/inventory.ts";
import { factLines } from "./blocks.ts";
import { fullVersion } from "./facts.ts";
import { grouped } from "../grouped.ts";
import { field, type Page, title } from "./layout.ts";
import { plural, sizeWords } from "./words.ts";

type Text = Encoded<"terminal">;

/** Packages of a type that a terminal shows: more than its history holds would push away all that stands above them. */
const SHOWN_ROWS = 100;

/** What there is of each type, and then each package; a block a type. */
export function packageBlocks({ packages }: Inventory, page: Page): Text[][] {
  const types = grouped(packages, ({ type }) => type);
  const summary = Array.from(types, ([type, all]) => ({ label: labelOf(type), value: countWords(all) }));
  return [
    types.size < 2 ? [] : [title(plural(packages.length, "package"), page), ...factLines(summary, page)],
    ...Array.from(types, ([type, all]) => [title(`${type}: ${countWords(all)}`, page), ...rowsOf(all, page)]),
  ];
}

/** "430 packages, 812.4 MB", the size as far as the packages' databases say it. */
function countWords(packages: readonly Package[]): string {
  const bytes = packages.reduce((sum, { size = 0 }) => sum + size, 0);
  return `${plural(packages.length, "package")}${bytes === 0 ? "" : `, ${sizeWords(bytes)}`}`;
}

/** A name that is longer than its column pushes the others aside, and only on its own line. */
const COLUMN = 32;

function rowsOf(packages: readonly Package[], page: Page): Text[] {
  const visible = page.isTerminal ? packages.slice(0, SHOWN_ROWS) : packages;
  const rows = visible.map((each) => ({
    type: labelOf(each.type),
    name: shown(each.name),
    version: shown(fullVersion(each)),
    rest: shown(detailsOf(each)),
  }));
  const names = widest(rows.map(({ name }) => name));
  const versions = widest(rows.map(({ version }) => version));
  return [
    ...rows.flatMap(({ type, name, version, rest }) =>
      field(shown(type), [join([pad(name, names), pad(version, versions), rest], " ")], page),
    ),
    ...more(packages.length - visible.length, page),
  ];
}

/** What was left out of a list, and where it is. */
export function more(count: number, page: Page): Text[] {
  if (count === 0) return [];
  return field(
    terminal`more`,
    [shown(`${count} more, all of them in --output table=FILE or json=FILE`)],
    page,
  );
}

function widest(cells: readonly Text[]): number {
  return cells.reduce((most, cell) => Math.max(most, Math.min(COLUMN, columns(cell))), 0);
}

function detailsOf({ arch, status, introducedIn, evidence, ownedBy, locations }: Package): string {
  return [
    arch,
    status,
    introducedIn === undefined ? undefined : `step ${introducedIn.layer}`,
    evidence === undefined ? undefined : EVIDENCE_WORDS[evidence],
    ownedBy === undefined ? undefined : "of the system",
    locations.length < 2 ? undefined : `in ${locations.length} places`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

const EVIDENCE_WORDS = { binary: "by its strings", sbom: "says an SBOM" } as const;

/** A type that does not fit its column; the block's title has all of it. */
function labelOf(type: string): string {
  return type.length <= 11 ? type : `${type.slice(0, 10)}.`;
}
