import { type Glob, globFits, parseGlobs } from "./glob.ts";

/**
 * Tells which of many globs a path fits, in whatever case. An image has 100,000 paths, and few that anybody asks for: a path
 * is held only against globs that its last name may fit.
 */
export class GlobIndex<Value> {
  /** By the whole last name: `package.json`. */
  readonly #byName = new Map<string, Row<Value>[]>();
  /** By the end of the last name, from its last dot: `.json` of `*.deps.json`. */
  readonly #byExtension = new Map<string, Row<Value>[]>();
  /** By the first characters of the last name: `lib` of `libpython*`. */
  readonly #byStart = new Map<string, Row<Value>[]>();
  /** Those whose last name says nothing of the kind. */
  readonly #others: Row<Value>[] = [];
  /** Of `**`, which every path fits. */
  readonly #always: Row<Value>[] = [];
  readonly #alwaysFound: readonly Value[];

  /** @param rows the globs of each value, without slashes in front; see `Glob`, and `{a,b}` */
  constructor(rows: Iterable<readonly [globs: readonly string[], value: Value]>) {
    for (const [order, [globs, value]] of [...rows].entries()) {
      for (const text of globs.map((each) => each.toLowerCase())) {
        for (const glob of parseGlobs(text)) {
          const rowsThere = text === "**" ? this.#always : this.#rowsFor(glob);
          rowsThere.push({ glob, order, value });
        }
      }
    }
    this.#alwaysFound = inOrder(this.#always);
  }

  /**
   * @param path without a slash in front
   * @returns each value once, in the order in which they were given
   */
  find(path: string): readonly Value[] {
    const lower = path.toLowerCase();
    const name = lower.slice(lower.lastIndexOf("/") + 1);
    const dot = name.lastIndexOf(".");
    const candidates = [
      this.#byName.get(name),
      dot === -1 ? undefined : this.#byExtension.get(name.slice(dot)),
      this.#byStart.get(name.slice(0, START_CHARS)),
      this.#others,
    ];
    const found: Row<Value>[] = [];
    for (const rows of candidates) {
      if (rows === undefined) continue;
      for (const row of rows) if (globFits(row.glob, lower, name)) found.push(row);
    }
    return found.length === 0 ? this.#alwaysFound : inOrder([...this.#always, ...found]);
  }

  /** Where globs with such a last name are looked up. */
  #rowsFor({ name, start, end }: Glob): Row<Value>[] {
    if (start === name) return listIn(this.#byName, name);
    if (end.includes(".")) return listIn(this.#byExtension, end.slice(end.lastIndexOf(".")));
    return start.length < START_CHARS ? this.#others : listIn(this.#byStart, start.slice(0, START_CHARS));
  }
}

interface Row<Value> {
  readonly glob: Glob;
  readonly order: number;
  readonly value: Value;
}

/** More would miss globs as `php*`; fewer would find too many. */
const START_CHARS = 3;

function listIn<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function inOrder<Value>(rows: readonly Row<Value>[]): Value[] {
  return [...new Set(rows.toSorted((one, other) => one.order - other.order).map(({ value }) => value))];
}
