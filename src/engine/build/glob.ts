/**
 * One pattern of a `.dockerignore`, as docker reads it (moby/patternmatcher): `*` and `?` stay inside a name, `**` crosses
 * folders, `[a-z]` is a class, a backslash makes the next character plain. The whole path must match.
 *
 * The pattern comes from the repository under judgement, so it never becomes a regular expression: docker's engine is
 * linear, JavaScript's backtracks for hours on `*a*a*a*a*b`. All states are walked at once instead.
 */
export type Glob = (path: string) => boolean;

type Token =
  | { readonly kind: "char"; readonly char: string }
  /** `?` */
  | { readonly kind: "any" }
  /** `*` */
  | { readonly kind: "name" }
  /** `**` in front of more: nothing, or whole folders with their slash. */
  | { readonly kind: "folders" }
  /** `**` at the end. */
  | { readonly kind: "rest" }
  | {
      readonly kind: "class";
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    };

/** The characters that make a pattern more than a plain path. */
const SPECIAL = /[*?[\]\\]/;

/** Compiles a cleaned pattern; undefined where it is malformed: a class without an end, a backslash before nothing. */
export function compileGlob(pattern: string): Glob | undefined {
  if (isPlain(pattern)) return (path) => path === pattern;
  // docker's shortcut, and not the same as the long way: `**foo` matches `barfoo`, where `**fo?` needs a whole name.
  const suffix = pattern.startsWith("**") ? pattern.slice(2) : "";
  if (suffix !== "" && isPlain(suffix)) {
    return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
  }
  const tokens = tokenize(Array.from(pattern));
  return tokens === undefined ? undefined : (path) => matches(tokens, path);
}

/** Whether a pattern is a path, and matches nothing but itself. */
export function isPlain(pattern: string): boolean {
  return !SPECIAL.test(pattern);
}

/** What every path that matches begins with. */
export function literalPrefix(pattern: string): string {
  const end = pattern.search(SPECIAL);
  return end === -1 ? pattern : pattern.slice(0, end);
}

function tokenize(chars: readonly string[]): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*" && chars[at + 1] === "*") {
      at += chars[at + 2] === "/" ? 2 : 1;
      tokens.push({ kind: at + 1 < chars.length ? "folders" : "rest" });
    } else if (char === "*") {
      tokens.push({ kind: "name" });
    } else if (char === "?") {
      tokens.push({ kind: "any" });
    } else if (char === "[") {
      const found = characterClass(chars, at + 1);
      if (found === undefined) return undefined;
      tokens.push(found.token);
      at = found.end;
    } else if (char === "\\") {
      const escaped = chars[++at];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: "char", char: escaped });
    } else {
      tokens.push({ kind: "char", char });
    }
  }
  return tokens;
}

/** Reads a class from behind its bracket, as Go's path/filepath.Match does: not empty, `^` negates, ranges. */
function characterClass(chars: readonly string[], start: number): { token: Token; end: number } | undefined {
  const negated = chars[start] === "^";
  const ranges: [string, string][] = [];
  let at = negated ? start + 1 : start;
  const next = (): string | undefined => {
    if (chars[at] === "\\") at++;
    return chars[at++];
  };
  while (chars[at] !== "]" || ranges.length === 0) {
    if (chars[at] === "-" || chars[at] === "]") return undefined;
    const low = next();
    if (low === undefined) return undefined;
    if (chars[at] === "-") {
      at++;
      const high = chars[at] === "]" ? undefined : next();
      if (high === undefined) return undefined;
      ranges.push([low, high]);
    } else {
      ranges.push([low, low]);
    }
  }
  return { token: { kind: "class", negated, ranges }, end: at };
}

function matches(tokens: readonly Token[], path: string): boolean {
  let states = new Set<number>();
  enter(tokens, 0, states);
  for (const char of path) {
    const next = new Set<number>();
    for (const state of states) step(tokens, state, char, next);
    if (next.size === 0) return false;
    states = next;
  }
  return states.has(tokens.length);
}

/** Adds a state with those that are reached from it by matching nothing. */
function enter(tokens: readonly Token[], state: number, states: Set<number>): void {
  states.add(state);
  const kind = tokens[state]?.kind;
  if (kind === "name" || kind === "folders" || kind === "rest") enter(tokens, state + 1, states);
}

function step(tokens: readonly Token[], state: number, char: string, next: Set<number>): void {
  const token = tokens[state];
  switch (token?.kind) {
    case undefined:
      return;
    case "char":
      if (char === token.char) enter(tokens, state + 1, next);
      return;
    case "any":
      if (char !== "/") enter(tokens, state + 1, next);
      return;
    case "name":
      if (char !== "/") enter(tokens, state, next);
      return;
    case "rest":
      enter(tokens, state, next);
      return;
    case "folders":
      // Inside, what follows may begin only behind a slash.
      next.add(state);
      if (char === "/") enter(tokens, state + 1, next);
      return;
    case "class":
      if (inRanges(char, token.ranges) !== token.negated) enter(tokens, state + 1, next);
      return;
  }
}

function inRanges(char: string, ranges: readonly (readonly [string, string])[]): boolean {
  const code = char.codePointAt(0) ?? 0;
  return ranges.some(
    ([low, high]) => (low.codePointAt(0) ?? 0) <= code && code <= (high.codePointAt(0) ?? 0),
  );
}
