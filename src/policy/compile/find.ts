import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { isRule } from "../../bundles/contents.ts";
import { LIMITS } from "../../limits.ts";
import { LumogateError, systemReason } from "../../model/error.ts";
import { compareText } from "../../text.ts";

/** A `.rego` file that belongs to a policy. */
export interface FoundFile {
  /** As the user would name it: below the path that was given. */
  readonly path: string;
  /** Relative to what was given, with slashes; the file's name where a file was given. */
  readonly name: string;
  /** Where it is once all links are followed. */
  readonly real: string;
}

/** Whether tests (`*_test.rego`) belong to what is looked for. */
export interface FindOptions {
  readonly tests?: boolean;
}

/**
 * The policy's files under one path that the user gave, sorted by name: itself, or all `.rego` files in a folder and
 * the folders in it, but no tests unless they are asked for. Links are followed; a folder is entered once.
 *
 * @throws LumogateError `policy.not-found`, `policy.unreadable`, `policy.empty`, `policy.too-large`
 */
export async function findRego(
  given: string,
  baseDirectory: string,
  { tests = false }: FindOptions = {},
): Promise<readonly FoundFile[]> {
  const isWanted = tests ? isRego : isRule;
  const absolute = path.resolve(baseDirectory, given);
  const kind = await kindOf(absolute, given);
  const found: FoundFile[] = [];
  if (kind === "folder") {
    await walk({ given, absolute, isWanted, found, entered: new Set(), entries: 0 }, "");
  } else if (isWanted(path.basename(absolute))) {
    if (kind === "other") throw unreadable(given, "it is neither a file nor a folder");
    found.push({ path: given, name: path.basename(absolute), real: await realpath(absolute) });
  }
  if (found.length === 0) throw empty(given, kind === "folder");
  return found;
}

interface Walk {
  readonly given: string;
  readonly absolute: string;
  readonly isWanted: (name: string) => boolean;
  readonly found: FoundFile[];
  /** Real paths of folders, so that a link to a folder around it ends. */
  readonly entered: Set<string>;
  entries: number;
}

async function walk(state: Walk, folder: string): Promise<void> {
  const shown = path.join(state.given, folder);
  const absolute = path.join(state.absolute, folder);
  const real = await realpath(absolute);
  if (state.entered.has(real)) return;
  state.entered.add(real);
  const entries = await readdir(absolute, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(shown, systemReason(cause), cause);
  });
  state.entries += entries.length;
  if (state.entries > LIMITS.policyEntries) throw tooManyEntries(state.given);
  for (const entry of entries.toSorted((a, b) => compareText(a.name, b.name))) {
    await visit(state, path.posix.join(folder, entry.name), entry);
  }
}

async function visit(state: Walk, name: string, entry: Dirent): Promise<void> {
  const shown = path.join(state.given, name);
  const absolute = path.join(state.absolute, name);
  const wanted = state.isWanted(entry.name);
  if (entry.isDirectory()) return walk(state, name);
  if (!wanted && !entry.isSymbolicLink()) return;
  // A link that leads nowhere matters only where a policy file should be.
  const kind = wanted ? await kindOf(absolute, shown) : await kindOf(absolute, shown).catch(() => "other");
  if (kind === "folder") return walk(state, name);
  if (!wanted) return;
  if (kind === "other") throw unreadable(shown, "it is neither a file nor a folder");
  state.found.push({ path: shown, name, real: await realpath(absolute) });
}

function isRego(name: string): boolean {
  return isRule(name) || name.toLowerCase().endsWith("_test.rego");
}

/** Reading something else than a file, a pipe for one, could wait for ever. */
async function kindOf(absolute: string, shown: string): Promise<"file" | "folder" | "other"> {
  try {
    const found = await stat(absolute);
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT")
      throw unreadable(shown, systemReason(cause), cause);
    throw new LumogateError("policy.not-found", `There is no policy at ${shown}.`, {
      hint: "Name a .rego file or a folder with .rego files. Paths on the command line are relative to the working directory, in lumogate.yaml to that file.",
      location: { file: shown },
      cause,
    });
  }
}

export function unreadable(file: string, why: string, cause?: unknown): LumogateError {
  return new LumogateError("policy.unreadable", `The policy ${file} cannot be read: ${why}.`, {
    hint: "All files of a policy have to be readable, or rules would be missing without notice.",
    location: { file },
    cause,
  });
}

function empty(given: string, folder: boolean): LumogateError {
  const what = folder ? "The folder has no .rego file" : "The file is no .rego file";
  return new LumogateError("policy.empty", `${what} with rules: ${given}.`, {
    hint: "Rules are in files whose names end in .rego; those that end in _test.rego are tests, and not looked at.",
    location: { file: given },
  });
}

function tooManyEntries(given: string): LumogateError {
  return new LumogateError(
    "policy.too-large",
    `The folder ${given} holds more than ${LIMITS.policyEntries} entries, which is no policy.`,
    { hint: "Name the folder that holds the .rego files.", location: { file: given } },
  );
}
