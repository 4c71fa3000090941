import type { ParsedFile } from "../cataloger.ts";

/**
 * Packages where no package manager would tell of them: test data of another package, what a removal left behind. They are told
 * all the same, with a status of their own, since a program can load them from there, and whoever makes an image chooses its
 * folders' names. Most of what looks like a record there is none, so only what says name and version counts, and nothing is a problem.
 */
export function unlisted({ packages }: ParsedFile): ParsedFile {
  const whole = packages.filter(({ version }) => version !== "");
  return { packages: whole.map((found) => ({ ...found, status: "unlisted" })), problems: [] };
}
