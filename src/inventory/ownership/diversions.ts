import type { ReadableFiles } from "./bounded-files.ts";
import { endsWithinLine, linesOf } from "./lines.ts";
import type { ListProblems } from "./list-problems.ts";

/** dpkg-divert(1): a package's file that lies elsewhere, since another package, or the administrator, has its own in that place. */
export interface Diversions {
  /** Where a file of a package's list lies. */
  placeOf(path: string, packageName: string): string;
}

interface Diversion {
  readonly to: string;
  /** The package whose own file is not diverted; ":" where the administrator did it. */
  readonly by: string;
}

/** Of dpkg's file `diversions`: three lines each, from where, to where, by whom. */
export async function readDiversions(
  path: string,
  files: ReadableFiles,
  problems: ListProblems,
): Promise<Diversions> {
  const diversions = new Map<string, Diversion>();
  const answer = await files.readFile(path);
  if (answer.kind === "unreadable") problems.add("unreadable", answer.path, answer.reason);
  if (answer.kind === "file") {
    const lines = [...linesOf(answer.bytes)];
    if (lines.length % 3 !== 0 || endsWithinLine(answer.bytes))
      problems.add(
        "truncated",
        answer.path,
        "The list of diverted files ends within an entry, so it was cut short.",
      );
    for (let at = 0; at + 2 < lines.length; at += 3) {
      const [from = "", to = "", by = ""] = lines.slice(at, at + 3);
      diversions.set(from, { to, by });
    }
  }
  return {
    placeOf: (listed, packageName) => {
      const diversion = diversions.get(listed);
      return diversion === undefined || diversion.by === packageName ? listed : diversion.to;
    },
  };
}
