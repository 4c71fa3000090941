/**
 * A glob, taken apart so that most paths are told apart from it by a look at a few characters. Of the usual grammar there are
 * `*` and `?` within a name, and `**` for any number of folders.
 */
export interface Glob {
  /** Names and wildcards of the folders. */
  readonly folders: readonly string[];
  /** The longest piece of them that stands in every path that fits; empty where there is none. */
  readonly mark: string;
  /** The last name. */
  readonly name: string;
  /** What stands in it before its first wildcard, and behind its last one; both are the name where there is none. */
  readonly start: string;
  readonly end: string;
}

/** @param text with slashes, braces (`{a,b}`) and all; in lower case, as paths are when they are held against it */
export function parseGlobs(text: string): Glob[] {
  return alternatives(text).map((each) => {
    // Below a folder, not the folder itself: it is not a file.
    const folders = (each === "**" || each.endsWith("/**") ? `${each}/*` : each).split("/");
    const name = folders.pop() ?? "";
    const pieces = name.split(WILDCARDS);
    return {
      folders,
      mark: longest(folders.flatMap((folder) => folder.split(WILDCARDS))),
      name,
      start: pieces.at(0) ?? "",
      end: pieces.at(-1) ?? "",
    };
  });
}

/**
 * Takes at most as many steps as the path has characters, for each character of the glob: some paths are made to keep us busy.
 *
 * @param path without a slash in front
 * @param name its last name
 */
export function globFits(glob: Glob, path: string, name: string): boolean {
  if (!name.startsWith(glob.start) || !name.endsWith(glob.end) || !path.includes(glob.mark)) return false;
  if (!nameFits(glob.name, name)) return false;
  const { folders } = glob;
  if (folders.length === 1 && folders[0] === ANY_FOLDERS) return true;
  return fits(folders, path.split("/").slice(0, -1), ANY_FOLDERS, nameFits);
}

const ANY_FOLDERS = "**";
const WILDCARDS = /[*?]+/;

/** `a{b,c}d` is `abd` and `acd`; braces may be within braces. */
function alternatives(glob: string): string[] {
  const open = glob.lastIndexOf("{");
  const close = glob.indexOf("}", open);
  if (open === -1 || close === -1) return [glob];
  const [before, choices, after] = [glob.slice(0, open), glob.slice(open + 1, close), glob.slice(close + 1)];
  return choices.split(",").flatMap((choice) => alternatives(before + choice + after));
}

function longest(pieces: readonly string[]): string {
  return pieces.reduce((most, piece) => (piece.length > most.length ? piece : most), "");
}

function nameFits(pattern: string, name: string): boolean {
  return pattern === name || pattern === "*" || fits(pattern, name, "*", characterFits);
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
