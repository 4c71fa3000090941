import { compareText } from "../text.ts";
import { compareDigits, type Order, type Ordering, orderOf } from "./ordering.ts";

/**
 * Maven's order, org.apache.maven.artifact.versioning.ComparableVersion, as it was until Maven 3.8.6: numbers, words, and, from each hyphen and each
 * change between digits and letters on, a list of its own. Every text that is no nonsense has a place in it.
 */
export const maven: Ordering = {
  isLenient: true,
  syntax: "a Maven version, of 1 to 1024 characters of ASCII without blanks",
  isValid: (version) => /^[\x21-\x7e]{1,1024}$/.test(version),
  compare: (a, b) => compareItems(parse(a), parse(b)),
};

type Item = NumberItem | WordItem | ListItem;

interface NumberItem {
  readonly kind: "number";
  readonly digits: string;
}

interface WordItem {
  readonly kind: "word";
  readonly text: string;
}

interface ListItem {
  readonly kind: "list";
  readonly items: Item[];
}

/** What means a release, or comes before one, or after it; any other word comes after all of these. */
const QUALIFIERS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const RELEASE = QUALIFIERS.indexOf("");
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["ga", ""],
  ["final", ""],
  ["release", ""],
  ["cr", "rc"],
]);
/** Only with a number right behind them. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["m", "milestone"],
]);

function parse(version: string): ListItem {
  if (!maven.isValid(version)) throw new RangeError(`${JSON.stringify(version)} is not ${maven.syntax}`);
  const root: ListItem = { kind: "list", items: [] };
  const lists = [root];
  let list = root;
  const descend = (): void => {
    const inner: ListItem = { kind: "list", items: [] };
    list.items.push(inner);
    lists.push(inner);
    list = inner;
  };
  // Runs of digits, runs of other characters, and what separates them.
  const tokens = version.toLowerCase().match(/\d+|[.-]|[^\d.-]+/g) ?? [];
  let before = "-";
  for (const [index, token] of tokens.entries()) {
    const isSeparator = token === "." || token === "-";
    if (!isSeparator) {
      if (before !== "." && before !== "-") descend();
      list.items.push(itemOf(token, tokens[index + 1]));
    } else if (before === "." || before === "-") list.items.push({ kind: "number", digits: "0" });
    if (token === "-") descend();
    before = token;
  }
  for (const each of lists.toReversed()) {
    trim(each);
    if (each !== root) unwrap(each);
  }
  return root;
}

function itemOf(token: string, next: string | undefined): Item {
  if (isDigits(token)) return { kind: "number", digits: token };
  const text = next !== undefined && isDigits(next) ? (SHORT.get(token) ?? token) : token;
  return { kind: "word", text: ALIASES.get(text) ?? text };
}

/** What says nothing at the end of a list, or right before an inner list, is not there: 1.0-0 is 1. */
function trim({ items }: ListItem): void {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item === undefined) continue;
    if (compareToNothing(item) === 0 && isEmpty(item)) items.splice(index, 1);
    else if (item.kind !== "list") break;
  }
}

/** A list of nothing but a list is that list: 1-ga-1 is 1-1. */
function unwrap({ items }: ListItem): void {
  const [only] = items;
  if (items.length === 1 && only?.kind === "list") items.splice(0, 1, ...only.items);
}

function isEmpty(item: Item): boolean {
  return item.kind !== "list" || item.items.length === 0;
}

function compareItems(mine: Item, other: Item): Order {
  if (mine.kind !== other.kind) return orderOf(RANKS[mine.kind] - RANKS[other.kind]);
  if (mine.kind === "number" && other.kind === "number") return compareDigits(mine.digits, other.digits);
  if (mine.kind === "word" && other.kind === "word")
    return compareText(rankOf(mine.text), rankOf(other.text));
  return compareLists(mine, other);
}

/** 1-sp < 1-1 < 1.1 */
const RANKS = { word: 0, list: 1, number: 2 } as const satisfies Record<Item["kind"], number>;

function compareLists(mine: Item, other: Item): Order {
  const [left, right] = [itemsOf(mine), itemsOf(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [a, b] = [left[index], right[index]];
    const order =
      a !== undefined && b !== undefined
        ? compareItems(a, b)
        : a !== undefined
          ? compareToNothing(a)
          : orderOf(b === undefined ? 0 : -compareToNothing(b));
    if (order !== 0) return order;
  }
  return 0;
}

function itemsOf(item: Item): readonly Item[] {
  return item.kind === "list" ? item.items : [item];
}

function compareToNothing(item: Item): Order {
  if (item.kind === "number") return /^0*$/.test(item.digits) ? 0 : 1;
  if (item.kind === "word") return compareText(rankOf(item.text), String(RELEASE));
  return item.items.map(compareToNothing).find((order) => order !== 0) ?? 0;
}

function rankOf(word: string): string {
  const index = QUALIFIERS.indexOf(word);
  return index === -1 ? `${QUALIFIERS.length}-${word}` : String(index);
}

function isDigits(token: string): boolean {
  return /^\d/.test(token);
}
