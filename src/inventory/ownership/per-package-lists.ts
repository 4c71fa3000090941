import type { RecordedPackage, ListContext, ListReader } from "./list-reader.ts";
import { byRecord } from "./list-reader.ts";
import { folderOf } from "./paths.ts";
import { endsWithinLine, linesOf } from "./lines.ts";

/** A package manager that has a list of files beside each package's record, in a file of its own. */
interface PerPackageLists {
  readonly name: string;
  readonly reads: (recorded: RecordedPackage) => boolean;
  /** Where the list is, by where the package is recorded. */
  readonly listOf: (record: string) => string;
  /** The absolute path in a line; undefined for a line that has none. */
  readonly pathIn: (line: string, state: LineState) => string | undefined;
}

/** What earlier lines of a list said: `%FILES%`. */
interface LineState {
  section: string;
}

/** pacman's `local/NAME-VERSION/files`: relative paths below `%FILES%`, folders with a slash at their end. */
export const pacmanLists = perPackage({
  name: "pacman",
  reads: ({ found, path }) => found.type === "alpm" && path.endsWith("/desc"),
  listOf: (record) => `${folderOf(record)}/files`,
  pathIn: (line, state) => {
    if (line.startsWith("%")) state.section = line;
    else if (line !== "" && state.section === "%FILES%") return `/${line}`;
    return undefined;
  },
});

/** Portage's `CONTENTS`: `obj PATH MD5 TIME`, `sym PATH -> TARGET TIME`, `dir PATH`; a path may have blanks (portage(5)). */
export const portageLists = perPackage({
  name: "portage",
  reads: ({ found, path }) => found.type === "ebuild" && path.includes("/db/pkg/"),
  listOf: (record) => `${folderOf(record)}/CONTENTS`,
  pathIn: (line) => {
    if (line.startsWith("obj ")) return line.split(" ").slice(1, -2).join(" ");
    if (line.startsWith("sym ")) return line.slice(4).split(" -> ", 1)[0];
    return /^(?:dir|dev|fif) (.*)$/.exec(line)?.[1];
  },
});

/** What images without dpkg have of it (distroless): sums of a package's files, with relative paths, beside `status.d/NAME`. */
export const statusDirectoryLists = perPackage({
  name: "dpkg-status.d",
  reads: ({ found, path }) => found.type === "deb" && folderOf(path).endsWith("/status.d"),
  listOf: (record) => `${record}.md5sums`,
  pathIn: (line) => {
    const path = /^[0-9a-f]{32} {1,2}(.*)$/.exec(line)?.[1];
    return path === undefined ? undefined : `/${path.replace(/^\.?\//, "")}`;
  },
});

function perPackage({ name, reads, listOf, pathIn }: PerPackageLists): ListReader {
  return {
    name,
    reads,
    read: async (packages, context) => {
      const records = [...byRecord(packages)];
      const answers = await Promise.all(records.map(([record]) => context.files.readFile(listOf(record))));
      const missing: string[] = [];
      for (const [index, answer] of answers.entries()) {
        const [record, found] = records[index] ?? ["", []];
        // Two packages in one record: whose a file is cannot be told.
        const [only, ...others] = found;
        if (answer.kind === "unreadable") context.problems.add("unreadable", answer.path, answer.reason);
        else if (answer.kind === "absent" || only === undefined || others.length > 0)
          missing.push(listOf(record));
        else claimAll(answer.bytes, answer.path, only.purl, pathIn, context);
      }
      context.problems.addMissing(missing, records.length);
    },
  };
}

function claimAll(
  bytes: Uint8Array,
  path: string,
  owner: string,
  pathIn: PerPackageLists["pathIn"],
  { claims, problems }: ListContext,
): void {
  const state: LineState = { section: "" };
  const lines = [...linesOf(bytes)];
  if (endsWithinLine(bytes)) {
    lines.pop();
    problems.add("truncated", path, "The list of a package's files ends within a line, so it was cut short.");
  }
  for (const line of lines) {
    const found = pathIn(line, state);
    if (found?.startsWith("/") === true) claims.add(found, owner);
  }
}
