import { isFraction, isOffset, layoutParts, MONTHS, WEEKDAYS } from "./layout.ts";
import { type Civil, civilOf, type Moment } from "./moments.ts";
import { abbreviationOf } from "./time-zones.ts";

/** Time.Format of Go. @throws RangeError for an abbreviation of a zone that is not known */
export function formatTime(moment: Moment, layout: string): string {
  const civil = civilOf(moment);
  return layoutParts(layout)
    .map(({ element, literal }) => (literal ? element : formatElement(element, moment, civil)))
    .join("");
}

function formatElement(element: string, moment: Moment, civil: Civil): string {
  if (isFraction(element)) return formatFraction(element, moment.nanos);
  if (isOffset(element)) return formatOffset(element, civil.offset);
  if (element === "MST") return abbreviationOf(moment.zone, moment.seconds);
  return FORMATS.get(element)?.(civil) ?? element;
}

const FORMATS: ReadonlyMap<string, (civil: Civil) => string> = new Map([
  ["2006", ({ year }) => digits(year, 4)],
  ["06", ({ year }) => digits(year % 100, 2)],
  ["January", ({ month }) => MONTHS[month - 1] ?? ""],
  ["Jan", ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3)],
  ["01", ({ month }) => digits(month, 2)],
  ["1", ({ month }) => digits(month, 1)],
  ["Monday", ({ weekday }) => WEEKDAYS[weekday] ?? ""],
  ["Mon", ({ weekday }) => (WEEKDAYS[weekday] ?? "").slice(0, 3)],
  ["02", ({ day }) => digits(day, 2)],
  ["_2", ({ day }) => String(day).padStart(2)],
  ["2", ({ day }) => digits(day, 1)],
  ["002", ({ yearDay }) => digits(yearDay, 3)],
  ["__2", ({ yearDay }) => String(yearDay).padStart(3)],
  ["15", ({ hour }) => digits(hour, 2)],
  // Noon is 12PM, midnight is 12AM.
  ["03", ({ hour }) => digits(hour % 12 || 12, 2)],
  ["3", ({ hour }) => digits(hour % 12 || 12, 1)],
  ["04", ({ minute }) => digits(minute, 2)],
  ["4", ({ minute }) => digits(minute, 1)],
  ["05", ({ second }) => digits(second, 2)],
  ["5", ({ second }) => digits(second, 1)],
  ["PM", ({ hour }) => (hour >= 12 ? "PM" : "AM")],
  ["pm", ({ hour }) => (hour >= 12 ? "pm" : "am")],
]);

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** Zeros stand for digits that are always there, nines for those that are left out where they are zeros. */
function formatFraction(element: string, nanos: number): string {
  const fraction = digits(nanos, 9).slice(0, element.length - 1);
  const shown = element.includes("9")
    ? fraction.replace(/0+$/, "")
    : fraction.padEnd(element.length - 1, "0");
  return shown === "" ? "" : element.charAt(0) + shown;
}

function formatOffset(element: string, offset: number): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  const minutes = Math.trunc(offset / 60);
  const magnitude = Math.abs(minutes);
  const colon = element.includes(":") ? ":" : "";
  // Go cuts the seconds off and then asks for the sign.
  const sign = minutes < 0 ? "-" : "+";
  const parts = [digits(Math.floor(magnitude / 60), 2)];
  if (element.length > 3) parts.push(digits(magnitude % 60, 2));
  if (element.length > 6) parts.push(digits(Math.abs(offset) % 60, 2));
  return sign + parts.join(colon);
}
