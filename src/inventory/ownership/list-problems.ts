import type { GapLog } from "../gap-log.ts";
import { folderOf } from "./paths.ts";

/** What was wrong with one package manager's lists of files. */
export class ListProblems {
  readonly #by: string;
  readonly #log: GapLog;

  /**
   * @param by whose lists: `dpkg`
   * @param log where they are told, and counted where there are many: a damaged disk damages hundreds
   */
  constructor(by: string, log: GapLog) {
    this.#by = by;
    this.#log = log;
  }

  /**
   * @param code stable: becomes the gap `files.<code>`
   * @param reason a sentence
   */
  add(code: string, path: string, reason: string): void {
    this.#log.add({ code: `files.${code}`, by: this.#by, path, reason, affects: ["files"] });
  }

  /**
   * Tells of packages that have no list: of each, but for a database without any, as some images are stripped of all; that is
   * one thing to say and to accept, and not hundreds.
   *
   * @param missing where each list would be that is not there
   * @param packages how many there are
   */
  addMissing(missing: readonly string[], packages: number): void {
    if (missing.length === packages && packages > 1) {
      const reason = `There is a list of the files of none of the ${packages} packages.`;
      this.add("no-list", commonFolder(missing), reason);
      return;
    }
    for (const path of missing) this.add("no-list", path, "There is no list of the files of this package.");
  }
}

/** The lowest folder that all of these paths lie in. */
function commonFolder(paths: readonly string[]): string {
  let folder = folderOf(paths[0] ?? "");
  while (!paths.every((path) => path.startsWith(`${folder}/`))) folder = folderOf(folder);
  return folder;
}
