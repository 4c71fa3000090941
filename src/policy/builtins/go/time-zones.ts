/** Time zones of the IANA database, which every Node brings. */
export interface Zone {
  readonly name: string;
  /** Undefined for UTC. */
  readonly format?: Intl.DateTimeFormat;
}

export const UTC: Zone = { name: "UTC" };

const known = new Map<string, Zone>();

/** @throws RangeError for a name that is none; also for the machine's own zone, by which two machines would differ */
export function zoneOf(name: string): Zone {
  if (name === "" || name === "UTC") return UTC;
  if (name === "Local") throw new RangeError("the time zone Local is another one on each machine");
  const found = known.get(name) ?? load(name);
  known.set(name, found);
  return found;
}

function load(name: string): Zone {
  // Newer versions of Node take +01:00 for a name.
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) throw unknown(name);
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    return { name, format };
  } catch (cause) {
    throw unknown(name, cause);
  }
}

function unknown(name: string, cause?: unknown): RangeError {
  return new RangeError(`unknown time zone ${name.slice(0, 60)}`, { cause });
}

/** Seconds east of UTC at that time. */
export function offsetOf({ format }: Zone, seconds: number): number {
  if (format === undefined) return 0;
  const shown = new Map<string, number>();
  for (const { type, value } of format.formatToParts(seconds * 1000)) shown.set(type, Number(value));
  const part = (type: string): number => shown.get(type) ?? 0;
  const date = new Date(0);
  date.setUTCFullYear(part("year"), part("month") - 1, part("day"));
  date.setUTCHours(part("hour"), part("minute"), part("second"));
  return date.getTime() / 1000 - seconds;
}

/** Each writes the abbreviations of its own country. */
const LOCALES = ["en-US", "en-GB", "en-CA", "en-AU", "en-NZ", "en-ZA", "en-IN"];
/** Before, abbreviations were others than today's. */
const FIRST_YEAR = Date.UTC(1990, 0) / 1000;

/** Such as CEST. @throws RangeError where Node does not know any: then a number has to do */
export function abbreviationOf({ name, format }: Zone, seconds: number): string {
  if (format === undefined) return "UTC";
  for (const locale of seconds < FIRST_YEAR ? [] : LOCALES) {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "short" }).formatToParts(
      seconds * 1000,
    );
    const abbreviation = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{3,5}$/.test(abbreviation)) return abbreviation;
  }
  throw new RangeError(`the abbreviation of the time zone ${name} is not known; write -0700 in place of MST`);
}
