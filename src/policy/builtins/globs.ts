import { builtinGroup } from "./builtin.ts";
import { globPattern, quoteGlob } from "./patterns/glob-pattern.ts";
import {
  arrayOperand,
  operand,
  OperandError,
  textOperand,
  typeNameOf,
  wrongType,
} from "./values/operands.ts";
import { compile } from "./patterns/re2.ts";
import type { RegoValue } from "./values/rego-value.ts";

export const GLOBS = builtinGroup([
  [
    "glob.match",
    (args) => {
      const pattern = globPattern(textOperand(args, 1), delimiters(args));
      return compile(pattern).matcher(textOperand(args, 3)).find();
    },
  ],
  ["glob.quote_meta", (args) => quoteGlob(textOperand(args, 1))],
]);

/** What `*` and `?` stop at: nothing for null, the dot for an empty list. */
function delimiters(args: readonly RegoValue[]): readonly string[] {
  const value = operand(args, 2);
  if (value === null) return [];
  if (typeof value !== "object" || value.kind !== "array") throw wrongType(2, value, "array", "null");
  const runes = arrayOperand(args, 2).items.map((item) => {
    const isText = typeof item === "string";
    if (isText && Array.from(item).length === 1) return item;
    throw new OperandError(
      2,
      `must be array of ${isText ? "runes" : "strings"} but got array containing ${typeNameOf(item)}`,
    );
  });
  return runes.length === 0 ? ["."] : runes;
}
