/**
 * Whether some text matches both of two simple patterns: characters, `.`, sets such as `[a-z]`, each perhaps followed by
 * `*` or `+`, and `\` before any of these.
 *
 * @throws SyntaxError
 */
export function globsIntersect(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  // The states that both can be in after the same text, as pairs of positions.
  const seen = new Set<number>();
  const open: [number, number][] = [[0, 0]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [i, j] = pair;
    const name = i * (b.length + 1) + j;
    if (seen.has(name)) continue;
    seen.add(name);
    const [left, right] = [a[i], b[j]];
    if (left === undefined && right === undefined) return true;
    if (left?.optional === true) open.push([i + 1, j]);
    if (right?.optional === true) open.push([i, j + 1]);
    if (left === undefined || right === undefined || !shares(left, right)) continue;
    const [stays, otherStays] = [left.repeats ? i : i + 1, right.repeats ? j : j + 1];
    open.push([stays, otherStays]);
  }
  return false;
}

/** What stands for one character, once or, where it repeats, again and again. */
interface Part {
  /** Code points, first and last of each range; all of them for a dot. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly optional: boolean;
  readonly repeats: boolean;
}

const ANY = [[0, 0x10_ffff]] as const;

function shares(a: Part, b: Part): boolean {
  return a.ranges.some(([low, high]) => b.ranges.some(([from, to]) => low <= to && from <= high));
}

interface Reader {
  readonly runes: readonly string[];
  at: number;
}

function parse(text: string): Part[] {
  const reader: Reader = { runes: Array.from(text), at: 0 };
  const parts: Part[] = [];
  while (reader.at < reader.runes.length) {
    const ranges = readRanges(reader);
    const flag = reader.runes[reader.at];
    const flagged = flag === "*" || flag === "+";
    if (flagged) reader.at++;
    const once: Part = { ranges, optional: false, repeats: false };
    // One or more: once, and then any number of times.
    if (!flagged || flag === "+") parts.push(once);
    if (flagged) parts.push({ ranges, optional: true, repeats: true });
  }
  return parts;
}

function readRanges(reader: Reader): Part["ranges"] {
  const { rune, escaped } = next(reader);
  if (!escaped && rune === ".") return ANY;
  if (!escaped && rune === "[") return readSet(reader);
  if (!escaped && /[\]*+]/.test(rune))
    throw new SyntaxError(`the pattern has ${rune} where a character should be`);
  return [[code(rune), code(rune)]];
}

function readSet(reader: Reader): Part["ranges"] {
  const ranges: [number, number][] = [];
  for (;;) {
    const { rune, escaped } = next(reader);
    if (!escaped && rune === "]") return ranges;
    const before = ranges.at(-1);
    if (escaped || rune !== "-") {
      ranges.push([code(rune), code(rune)]);
      continue;
    }
    const high = next(reader);
    if (before === undefined || before[0] !== before[1] || (!high.escaped && /[-\]]/.test(high.rune))) {
      throw new SyntaxError("a - in a set must stand between two characters");
    }
    if (code(high.rune) < before[0]) throw new SyntaxError("a range in a set is out of order");
    before[1] = code(high.rune);
  }
}

function next(reader: Reader): { rune: string; escaped: boolean } {
  const escaped = reader.runes[reader.at] === "\\";
  if (escaped) reader.at++;
  const rune = reader.runes[reader.at];
  if (rune === undefined) throw new SyntaxError("the pattern ends too early");
  reader.at++;
  return { rune, escaped };
}

function code(rune: string): number {
  return rune.codePointAt(0) ?? 0;
}
