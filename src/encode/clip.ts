/**
 * A text of at most that many UTF-16 units, with a mark that says how much is missing. For a sink with a bound of
 * its own, or a view that has the whole text elsewhere.
 */
export function clip(text: string, units: number): string {
  if (text.length <= units) return text;
  let end = Math.max(0, units - mark(text.length).length);
  // Never between the halves of a surrogate pair.
  if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end -= 1;
  return `${text.slice(0, end)}${mark(text.length - end)}`;
}

function mark(missing: number): string {
  return `… (${missing} more characters)`;
}
