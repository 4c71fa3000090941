import { compareText } from "../text.ts";
import { compareDigits, type Order } from "./ordering.ts";

/** How setuptools compared before PEP 440 (`pkg_resources.parse_version`): every text had a place in its order. */
export function compareLegacy(a: string, b: string): Order {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine, other] = [left[index], right[index]];
    if (mine === undefined || other === undefined) return mine === undefined ? -1 : 1;
    const areNumbers = isNumber(mine) && isNumber(other);
    const order = areNumbers ? compareDigits(mine, other) : compareText(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}

const RENAMED: ReadonlyMap<string, string> = new Map([
  ["pre", "c"],
  ["preview", "c"],
  ["-", "final-"],
  ["rc", "c"],
  ["dev", "@"],
]);

const FINAL = "*final";

/** Numbers, and words with a star in front, which stand before all numbers; "*final" stands where a release ends. */
function parts(version: string): string[] {
  const result: string[] = [];
  const words = version.toLowerCase().match(/\d+|[a-z]+|-|[^\da-z.-]+/g) ?? [];
  for (const word of [...words.map(named), FINAL]) {
    if (word.startsWith("*")) {
      // What comes before a release takes the hyphen before it along.
      if (compareText(word, FINAL) < 0) while (result.at(-1) === "*final-") result.pop();
      while (/^0+$/.test(result.at(-1) ?? "")) result.pop();
    }
    result.push(word);
  }
  return result;
}

function named(word: string): string {
  return isNumber(word) ? word : `*${RENAMED.get(word) ?? word}`;
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}
