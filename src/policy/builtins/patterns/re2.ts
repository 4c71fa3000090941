import { RE2JS } from "re2js";

/**
 * Regular expressions of RE2, which need time in proportion to the text. Compiled ones are kept: rules ask the same of each
 * package.
 */
const compiled = new Map<string, RE2JS>();
/** Rules have a few patterns; those that come out of data should not fill the memory. */
const KEPT = 200;

/** @throws SyntaxError in OPA's words: `error parsing regexp: missing closing ): ...` */
export function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const fresh = parse(pattern);
  if (compiled.size >= KEPT) compiled.clear();
  compiled.set(pattern, fresh);
  return fresh;
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern.toWellFormed());
  } catch (cause) {
    if (cause instanceof Error) throw new SyntaxError(cause.message, { cause });
    throw cause;
  }
}

/** A match: where it lies, and its groups; a group that took no part is empty. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly string[];
  /** Groups by name, those without a part empty. */
  group(name: string): string | undefined;
}

/**
 * The first matches, so many at most. As in Go, an empty match right behind another one does not count.
 *
 * @param limit negative: all
 */
export function findAll(pattern: string, text: string, limit: number): Match[] {
  const expression = compile(pattern);
  const matcher = expression.matcher(text);
  const names: Readonly<Record<string, number>> = expression.namedGroups();
  const count = expression.groupCount();
  const found: Match[] = [];
  let lastEnd = -1;
  const enough = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  while (found.length < enough && matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && start === lastEnd) continue;
    lastEnd = end;
    const groups = Array.from({ length: count + 1 }, (_, index) => matcher.group(index) ?? "");
    found.push({
      start,
      end,
      groups,
      group: (name) => (Object.hasOwn(names, name) ? groups[names[name] ?? -1] : undefined),
    });
  }
  return found;
}

/** A text as a pattern for itself. */
export function quoteMeta(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, (character) => `\\${character}`);
}
