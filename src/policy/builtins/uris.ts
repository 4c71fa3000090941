import { builtinGroup } from "./builtin.ts";
import { parseUrl } from "./go/url.ts";
import { operand, textOperand } from "./values/operands.ts";
import type { RegoValue } from "./values/rego-value.ts";

export const URIS = builtinGroup([
  ["uri.parse", (args) => parts(textOperand(args, 1))],
  ["uri.is_valid", (args) => isValid(operand(args, 1))],
]);

/** Only what the URI has. */
function parts(text: string): RegoValue {
  const { scheme, hostname, port, path, rawPath, rawQuery, fragment } = parseUrl(text);
  const all = { scheme, hostname, port, path, raw_path: rawPath, raw_query: rawQuery, fragment };
  return { kind: "object", entries: Object.entries(all).filter(([, value]) => value !== "") };
}

function isValid(value: RegoValue): boolean {
  // An empty text is a relative URI to the letter of the standard; OPA calls it invalid.
  if (typeof value !== "string" || value === "") return false;
  try {
    parseUrl(value);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
