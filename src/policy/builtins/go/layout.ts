/** Layouts of times as Go's package time has them: written as the time Mon Jan 2 15:04:05 MST 2006. */

/** A part that stands for something of the time, or a text that stands for itself. */
export interface LayoutPart {
  readonly element: string;
  readonly literal: boolean;
}

/** At each place the first that fits, in Go's order. `_2006` is an underscore and a year. */
const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm|[-Z]07(?:0000|:00:00|00|:00|)|[.,](?:0+|9+)(?!\d)/g;

/** Layouts that have names. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["ANSIC", "Mon Jan _2 15:04:05 2006"],
  ["UnixDate", "Mon Jan _2 15:04:05 MST 2006"],
  ["RubyDate", "Mon Jan 02 15:04:05 -0700 2006"],
  ["RFC822", "02 Jan 06 15:04 MST"],
  ["RFC822Z", "02 Jan 06 15:04 -0700"],
  ["RFC850", "Monday, 02-Jan-06 15:04:05 MST"],
  ["RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"],
  ["RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"],
  ["RFC3339", "2006-01-02T15:04:05Z07:00"],
  ["RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"],
]);

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** @param layout a layout, or the name of one */
export function layoutParts(layout: string): LayoutPart[] {
  const text = NAMED.get(layout) ?? layout;
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const match of text.matchAll(ELEMENT)) {
    if (match.index > at) parts.push({ element: text.slice(at, match.index), literal: true });
    parts.push({ element: match[0], literal: false });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ element: text.slice(at), literal: true });
  return parts;
}

/** True for `.000` and the like: so many digits of the second's fraction. */
export function isFraction(element: string): boolean {
  return /^[.,]/.test(element);
}

/** True for `-0700`, `Z07:00` and the like. */
export function isOffset(element: string): boolean {
  return /^[-Z]/.test(element);
}
