import path from "node:path";
import { LumogateError } from "../../model/error.ts";
import { compileGlob, type Glob, literalPrefix } from "./glob.ts";
import type { SmallFile } from "./sources.ts";

/** What a `.dockerignore` says about the paths of a context. Paths are relative, with `/`. */
export interface IgnoreRules {
  /**
   * Whether a path stays out. The last rule that speaks about the path or a folder above it decides.
   * @param above the answer for the folder that holds it; left out for what lies at the top
   */
  judge(path: string, above?: Judgement): Judgement;
  /** False only where nothing below this folder, which stays out, can come back in: no need to look there. */
  mayKeepBelow(folder: string): boolean;
}

export interface Judgement {
  readonly ignored: boolean;
  /** Which rules matched the path or a folder above it, by their position. */
  readonly matched: readonly boolean[];
}

interface Rule {
  readonly exception: boolean;
  readonly matches: Glob;
  /** Every path that the rule can match begins so. */
  readonly prefix: string;
  readonly plain: boolean;
}

/**
 * Reads the rules as docker does (moby/patternmatcher `ignorefile` and `MatchesUsingParentResults`).
 *
 * @param file left out: nothing is ignored
 * @param keep paths that come along whatever the file says
 * @throws LumogateError `build.dockerignore` with the line of a malformed pattern
 */
export function parseIgnoreFile(file: SmallFile | undefined, keep: readonly string[] = []): IgnoreRules {
  const text = Buffer.from(file?.content ?? []).toString();
  const rules = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, index) => parseLine(line, file?.path ?? "", index + 1));
  rules.push(
    ...keep.map((kept) => ({
      exception: true,
      matches: (it: string) => it === kept,
      prefix: kept,
      plain: true,
    })),
  );
  return {
    judge: (it, above) => judge(rules, it, above),
    mayKeepBelow: (folder) => rules.some((rule) => rule.exception && mayMatchBelow(rule, `${folder}/`)),
  };
}

function parseLine(line: string, file: string, number: number): Rule[] {
  const text = line.trim();
  // A comment begins in the first column: ` #` is a pattern.
  if (text === "" || line.startsWith("#")) return [];
  const exception = text.startsWith("!");
  // Twice, as docker does: `/ name` is `name`.
  const pattern = clean(clean(exception ? text.slice(1).trim() : text).trim());
  const matches = exception && pattern === "" ? undefined : compileGlob(pattern);
  if (matches === undefined) {
    throw new LumogateError("build.dockerignore", `"${text}" in ${file} is not a pattern.`, {
      hint: "Close every [ with ], write something behind a backslash and behind an exclamation mark.",
      location: { file, line: number },
    });
  }
  const prefix = literalPrefix(pattern);
  return [{ exception, matches, prefix, plain: prefix === pattern }];
}

/** Go's filepath.Clean, then without the slash in front: patterns count from the context's folder. Empty matches nothing. */
function clean(pattern: string): string {
  return pattern === "" ? "" : path.posix.normalize(pattern).replace(/^\//, "").replace(/\/$/, "");
}

function judge(rules: readonly Rule[], it: string, above: Judgement | undefined): Judgement {
  let ignored = false;
  const matched = rules.map((rule, index) => {
    if (above?.matched[index] !== true) {
      // As in docker, a rule that could change nothing is not asked, and counts as no match for what lies below.
      if (rule.exception !== ignored || !rule.matches(it)) return false;
    }
    ignored = !rule.exception;
    return true;
  });
  return { ignored, matched };
}

function mayMatchBelow({ prefix, plain }: Rule, folder: string): boolean {
  return plain ? `${prefix}/`.startsWith(folder) : prefix.startsWith(folder) || folder.startsWith(prefix);
}
