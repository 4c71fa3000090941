import { byteString } from "../../../text.ts";
import type { ProblemLog } from "../../problem-log.ts";
import type { Pages } from "./pages.ts";
import { valuesOf, type Value } from "./record.ts";
import { newReading, tableRows } from "./table.ts";

export interface Table {
  /** The page that its tree begins with. */
  readonly root: number;
  /** Its columns' names in lower case, in the order of a record. */
  readonly columns: readonly string[];
}

/**
 * Looks up a table in the schema, which is a table itself, on the first page (sqlite.org/fileformat2.html, section 2.6).
 *
 * @param name in lower case: SQLite does not mind case
 * @returns undefined where there is no such table, or one that is stored in another way, which is told
 */
export function findTable(name: string, pages: Pages, log: ProblemLog): Table | undefined {
  const text = (value: Value | undefined): string => textOf(value, pages);
  for (const row of tableRows(1, newReading(pages), log)) {
    const [kind, itsName, , root, sql] = valuesOf(row);
    if (text(itsName).toLowerCase() !== name || text(kind) === "index") continue;
    const definition = text(sql);
    if (
      text(kind) !== "table" ||
      typeof root !== "number" ||
      root < 1 ||
      /\)[^)]*\bwithout\b/i.test(definition)
    ) {
      log.add("later-format", `Its ${name} are not stored as rpm stores them: they are no plain table.`);
      return undefined;
    }
    return { root, columns: columnsOf(definition) };
  }
  log.add(
    "later-format",
    `It is a database of SQLite, but has no table of ${name}, so rpm did not write it as we know it.`,
  );
  return undefined;
}

function textOf(value: Value | undefined, { encoding }: Pages): string {
  if (!(value instanceof Uint8Array)) return "";
  return encoding === "utf8" ? byteString(value) : new TextDecoder(encoding).decode(value);
}

/** The first words between the outermost parentheses, which commas part: all that is known of rpm's definitions. */
function columnsOf(definition: string): string[] {
  const inside = definition.slice(definition.indexOf("(") + 1, definition.lastIndexOf(")"));
  return inside.split(",").map((column) => (/[\w$]+/.exec(column)?.[0] ?? "").toLowerCase());
}
