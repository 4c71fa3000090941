import { isFraction, isOffset, layoutParts, MONTHS, WEEKDAYS } from "./layout.ts";
import { nanosecondsOf, secondsOfUtc } from "./moments.ts";

/**
 * time.Parse of Go: nanoseconds since 1970. A time without a zone is in UTC, and so is one with an abbreviation: these mean
 * different zones in different countries.
 *
 * @throws SyntaxError, RangeError
 */
export function parseTime(layout: string, text: string): bigint {
  const parts = layoutParts(layout);
  const reader: Reader = {
    text,
    rest: text,
    layout,
    found: { year: 0, hour: 0, minute: 0, second: 0, nanos: 0 },
  };
  for (const [index, { element, literal }] of parts.entries()) {
    if (literal) skip(reader, element);
    else readElement(reader, element, parts[index + 1]?.element ?? "");
  }
  if (reader.rest !== "") throw fails(reader, `extra text: ${JSON.stringify(reader.rest.slice(0, 40))}`);
  const { year, hour, minute, second, nanos, afternoon, offset = 0 } = reader.found;
  const hours = afternoon === true && hour < 12 ? hour + 12 : afternoon === false && hour === 12 ? 0 : hour;
  return nanosecondsOf(secondsOfUtc({ year, ...dayOf(reader), hour: hours, minute, second }) - offset, nanos);
}

interface Found {
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  /** Of a clock of twelve hours. */
  afternoon?: boolean;
  /** Seconds east of UTC; that of an abbreviation is not known. */
  offset?: number;
}

interface Reader {
  readonly layout: string;
  readonly text: string;
  rest: string;
  readonly found: Found;
}

function readElement(reader: Reader, element: string, next: string): void {
  const { found } = reader;
  if (isFraction(element)) return readFraction(reader, element);
  if (isOffset(element)) return readOffset(reader, element);
  switch (element) {
    case "2006":
      found.year = Number(take(reader, /^\d{4}/));
      break;
    case "06": {
      const year = Number(take(reader, /^[-+]?\d{1,2}/, 2));
      found.year = year >= 69 ? year + 1900 : year + 2000;
      break;
    }
    case "January":
      found.month = lookUp(reader, MONTHS) + 1;
      break;
    case "Jan":
      found.month = lookUp(reader, MONTHS.map(short)) + 1;
      break;
    case "01":
    case "1":
      found.month = inRange(reader, "month", number(reader, element === "01"), 1, 12);
      break;
    case "Monday":
      lookUp(reader, WEEKDAYS);
      break;
    case "Mon":
      lookUp(reader, WEEKDAYS.map(short));
      break;
    case "_2":
    case "02":
    case "2":
      if (element === "_2") take(reader, /^ ?/);
      found.day = number(reader, element === "02");
      break;
    case "__2":
    case "002":
      if (element === "__2") take(reader, /^ {0,2}/);
      found.yearDay = Number(take(reader, element === "002" ? /^\d{3}/ : /^\d{1,3}/));
      break;
    case "15":
      found.hour = inRange(reader, "hour", number(reader, false), 0, 23);
      break;
    case "03":
    case "3":
      found.hour = inRange(reader, "hour", number(reader, element === "03"), 0, 12);
      break;
    case "04":
    case "4":
      found.minute = inRange(reader, "minute", number(reader, element === "04"), 0, 59);
      break;
    case "05":
    case "5":
      found.second = inRange(reader, "second", number(reader, element === "05"), 0, 59);
      // A fraction may follow that the layout does not have.
      if (!isFraction(next) && /^[.,]\d/.test(reader.rest))
        found.nanos = nanosecondsIn(take(reader, /^[.,]\d+/));
      break;
    case "PM":
    case "pm":
      found.afternoon = take(reader, element === "PM" ? /^[AP]M/ : /^[ap]m/).toLowerCase() === "pm";
      break;
    default:
      readAbbreviation(reader);
  }
}

function short(name: string): string {
  return name.slice(0, 3);
}

/** Takes what fits at the beginning of the rest. */
function take(reader: Reader, pattern: RegExp, length?: number): string {
  const found = pattern.exec(reader.rest)?.[0];
  if (found === undefined || (length !== undefined && found.length !== length)) throw fails(reader);
  reader.rest = reader.rest.slice(found.length);
  return found;
}

/** One or two digits. */
function number(reader: Reader, two: boolean): number {
  return Number(take(reader, two ? /^\d\d/ : /^\d\d?/));
}

function inRange(reader: Reader, what: string, value: number, low: number, high: number): number {
  if (value < low || value > high) throw fails(reader, `${what} out of range`);
  return value;
}

/** The index of the name that comes next, in letters of either case. */
function lookUp(reader: Reader, names: readonly string[]): number {
  const index = names.findIndex(
    (name) => reader.rest.slice(0, name.length).toLowerCase() === name.toLowerCase(),
  );
  if (index < 0) throw fails(reader);
  reader.rest = reader.rest.slice(names[index]?.length);
  return index;
}

/** A run of blanks stands for any run of blanks, also for none at the end. */
function skip(reader: Reader, literal: string): void {
  let prefix = literal;
  while (prefix !== "") {
    if (prefix.startsWith(" ")) {
      if (reader.rest !== "" && !reader.rest.startsWith(" ")) throw fails(reader);
      prefix = prefix.replace(/^ +/, "");
      reader.rest = reader.rest.replace(/^ +/, "");
    } else {
      if (reader.rest.charAt(0) !== prefix.charAt(0)) throw fails(reader);
      prefix = prefix.slice(1);
      reader.rest = reader.rest.slice(1);
    }
  }
}

function readFraction(reader: Reader, element: string): void {
  if (element.includes("9")) {
    if (/^[.,]\d/.test(reader.rest)) reader.found.nanos = nanosecondsIn(take(reader, /^[.,]\d+/));
    return;
  }
  const fraction = reader.rest.slice(0, element.length);
  if (fraction.length < element.length || !/^[.,]\d+$/.test(fraction)) throw fails(reader);
  reader.rest = reader.rest.slice(element.length);
  reader.found.nanos = nanosecondsIn(fraction);
}

/** `.5` is half a billion; what is beyond nine digits is cut off. */
function nanosecondsIn(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, "0"));
}

const OFFSETS: ReadonlyMap<string, RegExp> = new Map([
  ["07", /^([-+])(\d\d)/],
  ["0700", /^([-+])(\d\d)(\d\d)/],
  ["07:00", /^([-+])(\d\d):(\d\d)/],
  ["070000", /^([-+])(\d\d)(\d\d)(\d\d)/],
  ["07:00:00", /^([-+])(\d\d):(\d\d):(\d\d)/],
]);

function readOffset(reader: Reader, element: string): void {
  if (element.startsWith("Z") && reader.rest.startsWith("Z")) {
    reader.rest = reader.rest.slice(1);
    reader.found.offset = 0;
    return;
  }
  const match = OFFSETS.get(element.slice(1))?.exec(reader.rest);
  if (match === null || match === undefined) throw fails(reader);
  reader.rest = reader.rest.slice(match[0].length);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  // Some people write 24 hours and 60 minutes, and Go lets them.
  inRange(reader, "time zone offset hour", Number(hours), 0, 24);
  inRange(reader, "time zone offset minute", Number(minutes), 0, 60);
  inRange(reader, "time zone offset second", Number(seconds), 0, 60);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  reader.found.offset = sign === "-" ? -offset : offset;
}

/** What looks like one: `CEST`, `GMT+3`, `-03`. Go, too, takes the time for one in UTC. */
function readAbbreviation(reader: Reader): void {
  take(
    reader,
    /^(?:UTC|ChST|MeST|GMT(?:[-+]0*(?:1?\d|2[0-3])(?!\d))?|[-+]0*(?:1?\d|2[0-3])(?!\d)|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA(?![A-Z])|[A-Z]{3}(?![A-Z]))/,
  );
}

const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function dayOf(reader: Reader): { month: number; day: number } {
  const { year, month, day, yearDay } = reader.found;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lastDay = (of: number): number =>
    of === 2 && leap ? 29 : (DAYS_BEFORE[of] ?? 0) - (DAYS_BEFORE[of - 1] ?? 0);
  if (yearDay !== undefined) {
    if (yearDay < 1 || yearDay > (leap ? 366 : 365)) throw fails(reader, "day-of-year out of range");
    const date = new Date(secondsOfUtc({ year, month: 1, day: yearDay }) * 1000);
    const [itsMonth, itsDay] = [date.getUTCMonth() + 1, date.getUTCDate()];
    if ((month ?? itsMonth) !== itsMonth) throw fails(reader, "day-of-year does not match month");
    if ((day ?? itsDay) !== itsDay) throw fails(reader, "day-of-year does not match day");
    return { month: itsMonth, day: itsDay };
  }
  const known = { month: month ?? 1, day: day ?? 1 };
  inRange(reader, "day", known.day, 1, lastDay(known.month));
  return known;
}

function fails({ layout, text }: Reader, problem = ""): SyntaxError {
  const shown = JSON.stringify(text.slice(0, 60));
  return new SyntaxError(
    `parsing time ${shown} as ${JSON.stringify(layout.slice(0, 60))}: ${problem === "" ? "cannot parse it" : problem}`,
  );
}
