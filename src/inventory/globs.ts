/**
 * Tells which of many globs a path fits. Of the usual grammar there are `*` and `?` within a name, `**` for any number of
 * folders, and `{a,b}`; case does not matter. An image has 100,000 paths, and few that anybody asks for: a path is held
 * only against globs that its last name may fit. And some paths are made to keep us busy: no match takes more steps than
 * the path has characters, for each character of the glob.
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

  /** @param rows the globs of each value, without slashes in front */
  constructor(rows: Iterable<readonly [globs: readonly string[], value: Value]>) {
    let order = 0;
    for (const [globs, value] of rows) {
      order += 1;
      for (const glob of globs.flatMap((each) => alternatives(each.toLowerCase()))) {
        // Below a folder, not the folder itself: it is not a file.
        const names = (glob === "**" || glob.endsWith("/**") ? `${glob}/*` : glob).split("/");
        this.#rowsFor(names.at(-1) ?? "").push({ names, order, value });
      }
    }
  }

  /**
   * @param path without a slash in front
   * @returns each value once, in the order in which they were given
   */
  find(path: string): readonly Value[] {
    const lower = path.toLowerCase();
    const name = lower.slice(lower.lastIndexOf("/") + 1);
    const candidates = [
      this.#byName.get(name),
      this.#byExtension.get(name.slice(name.lastIndexOf("."))),
      this.#byStart.get(name.slice(0, START_CHARS)),
      this.#others,
    ];
    const found = new Map<number, Value>();
    let names: readonly string[] | undefined;
    for (const rows of candidates) {
      for (const row of rows ?? []) {
        names ??= lower.split("/");
        if (fits(row.names, names, "**", nameFits)) found.set(row.order, row.value);
      }
    }
    if (found.size < 2) return [...found.values()];
    return [...found].toSorted(([a], [b]) => a - b).map(([, value]) => value);
  }

  /** Where globs with such a last name are looked up. */
  #rowsFor(name: string): Row<Value>[] {
    const start = name.search(WILDCARD);
    if (start === -1) return listIn(this.#byName, name);
    const end = name.slice(Math.max(name.lastIndexOf("*"), name.lastIndexOf("?")) + 1);
    if (end.includes(".")) return listIn(this.#byExtension, end.slice(end.lastIndexOf(".")));
    return start < START_CHARS ? this.#others : listIn(this.#byStart, name.slice(0, START_CHARS));
  }
}

interface Row<Value> {
  readonly names: readonly string[];
  readonly order: number;
  readonly value: Value;
}

/** More would miss globs as `php*`; fewer would find too many. */
const START_CHARS = 3;

const WILDCARD = /[*?]/;

function listIn<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** `a{b,c}d` is `abd` and `acd`; braces may be within braces. */
function alternatives(glob: string): string[] {
  const open = glob.lastIndexOf("{");
  const close = glob.indexOf("}", open);
  if (open === -1 || close === -1) return [glob];
  const [before, choices, after] = [glob.slice(0, open), glob.slice(open + 1, close), glob.slice(close + 1)];
  return choices.split(",").flatMap((choice) => alternatives(before + choice + after));
}

function nameFits(pattern: string, name: string): boolean {
  return pattern === name || (WILDCARD.test(pattern) && fits(pattern, name, "*", characterFits));
}

function characterFits(pattern: string, character: string): boolean {
  return pattern === "?" || pattern === character;
}

/**
 * Whether a pattern fits the whole of something, where one of its parts stands for any number of parts, or none. Of several
 * such only the last can be in doubt about how many it stands for, so no other is ever tried again.
 */
function fits(
  pattern: ArrayLike<string>,
  parts: ArrayLike<string>,
  anything: "*" | "**",
  partFits: (pattern: string, part: string) => boolean,
): boolean {
  let at = 0;
  let again: { readonly pattern: number; part: number } | undefined;
  for (let part = 0; part < parts.length;) {
    const expected = pattern[at];
    if (expected === anything) {
      at += 1;
      again = { pattern: at, part };
    } else if (expected !== undefined && partFits(expected, parts[part] ?? "")) {
      at += 1;
      part += 1;
    } else {
      if (again === undefined) return false;
      at = again.pattern;
      part = again.part += 1;
    }
  }
  while (pattern[at] === anything) at += 1;
  return at === pattern.length;
}
