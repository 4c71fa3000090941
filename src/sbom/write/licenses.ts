import parse from "spdx-expression-parse";

/** Longer ones are whole texts, which no expression is; the parser recurs for each bracket. */
const MAXIMUM_CHARS = 1000;

/** Whether a text is an SPDX licence expression, all of whose licences are in SPDX's list. */
export function isExpression(text: string): boolean {
  if (text.length > MAXIMUM_CHARS || !/^[\w.:+() -]+$/.test(text)) return false;
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
