/** Words of SPDX for "nothing is said" and "there is none". */
const NO_LICENSE = new Set(["NOASSERTION", "NONE"]);

/**
 * The licences of an SPDX expression that all apply, each as text: `MIT AND (GPL-2.0-only OR Zlib)` has two. References to
 * licences that are none of SPDX's list are replaced by their names.
 *
 * @param names of `LicenseRef-…`, as the document gives them
 */
export function licensesOf(
  expression: string | undefined,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  if (expression === undefined || NO_LICENSE.has(expression)) return [];
  const parts = splitConjunction(expression);
  return parts.map((part) => names.get(part) ?? part).filter((part) => !NO_LICENSE.has(part));
}

/** The operands of the ANDs at the top; AND binds tighter than OR (SPDX 2.3, Annex D.4.5), so only where no OR is beside them. */
function splitConjunction(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { index, 0: token } of expression.matchAll(/[()]|\s(?:AND|OR)\s/gi)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (depth === 0) {
      if (token.trim().toUpperCase() === "OR") return [expression];
      parts.push(expression.slice(start, index));
      start = index + token.length;
    }
  }
  return [...parts, expression.slice(start)].map((part) => unwrapped(part.trim()));
}

/** Without the brackets around the whole, where there is one pair and no more. */
function unwrapped(part: string): string {
  const inner = part.slice(1, -1);
  return part.startsWith("(") && part.endsWith(")") && !/[()]/.test(inner) ? inner.trim() : part;
}
