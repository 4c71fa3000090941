import { builtinGroup } from "./builtin.ts";
import { parseDuration } from "./go/durations.ts";
import { WEEKDAYS } from "./go/layout.ts";
import { formatTime } from "./go/time-format.ts";
import { parseTime } from "./go/time-parse.ts";
import { civilOf, type Moment, momentOf, nanosecondsOf, secondsIn, secondsOfUtc } from "./go/moments.ts";
import { countOperand, isCollection, isNumber, operand, textOperand, wrongType } from "./values/operands.ts";
import { integerOf, regoNumber } from "./values/rego-number.ts";
import type { RegoValue } from "./values/rego-value.ts";
import { UTC, zoneOf } from "./go/time-zones.ts";

/** Times are nanoseconds since 1970, alone or as `[ns, zone]`. */
export const TIMES = builtinGroup([
  ["time.now_ns", (_, { nowNs }) => regoNumber(nowNs)],
  ["time.parse_ns", (args) => regoNumber(parseTime(textOperand(args, 1), textOperand(args, 2)))],
  ["time.parse_rfc3339_ns", (args) => regoNumber(parseTime("RFC3339", textOperand(args, 1)))],
  ["time.parse_duration_ns", (args) => regoNumber(parseDuration(textOperand(args, 1)))],
  [
    "time.format",
    (args) => {
      const { moment, layout } = readTime(args, 1);
      return formatTime(moment, layout === "" ? "RFC3339Nano" : layout);
    },
  ],
  [
    "time.date",
    (args) => {
      const { year, month, day } = civilOf(readTime(args, 1).moment);
      return numbers(year, month, day);
    },
  ],
  [
    "time.clock",
    (args) => {
      const { hour, minute, second } = civilOf(readTime(args, 1).moment);
      return numbers(hour, minute, second);
    },
  ],
  ["time.weekday", (args) => WEEKDAYS[civilOf(readTime(args, 1).moment).weekday] ?? null],
  ["time.add_date", addDate],
  ["time.diff", (args) => difference(readTime(args, 1).moment, readTime(args, 2).moment)],
]);

function numbers(...values: readonly number[]): RegoValue {
  return { kind: "array", items: values.map((each) => regoNumber(each)) };
}

function readTime(args: readonly RegoValue[], position: number): { moment: Moment; layout: string } {
  const value = operand(args, position);
  const items = isCollection(value) && value.kind === "array" ? value.items : [value];
  const [ns = value] = items;
  if (!isNumber(ns)) throw wrongType(1, ns, "either number (ns) or [number (ns), string (tz)]");
  const whole = integerOf(ns);
  if (whole === undefined || BigInt.asIntN(64, whole) !== whole) throw new RangeError("timestamp too big");
  const zone = items.length > 1 ? zoneOf(textOperand(items, 2)) : UTC;
  return { moment: momentOf(whole, zone), layout: items.length > 2 ? textOperand(items, 3) : "" };
}

/** By the calendar: a month after 31 January is 3 March, or 2 March in a leap year. */
function addDate(args: readonly RegoValue[]): RegoValue {
  const { moment } = readTime(args, 1);
  const civil = civilOf(moment);
  const [years, months, days] = [countOperand(args, 2), countOperand(args, 3), countOperand(args, 4)];
  const shown = { ...civil, year: civil.year + years, month: civil.month + months, day: civil.day + days };
  return regoNumber(nanosecondsOf(secondsIn(moment.zone, shown), moment.nanos));
}

/** Years, months, days, hours, minutes and seconds between two times, by the calendar of the first one's zone. */
function difference(a: Moment, b: Moment): RegoValue {
  const second = { ...b, zone: a.zone };
  const later = a.seconds > b.seconds || (a.seconds === b.seconds && a.nanos > b.nanos);
  const [from, to] = [civilOf(later ? second : a), civilOf(later ? a : second)];
  let years = to.year - from.year;
  let months = to.month - from.month;
  let days = to.day - from.day;
  let hours = to.hour - from.hour;
  let minutes = to.minute - from.minute;
  let seconds = to.second - from.second;
  if (seconds < 0) [seconds, minutes] = [seconds + 60, minutes - 1];
  if (minutes < 0) [minutes, hours] = [minutes + 60, hours - 1];
  if (hours < 0) [hours, days] = [hours + 24, days - 1];
  if (days < 0) [days, months] = [days + daysIn(from.year, from.month), months - 1];
  if (months < 0) [months, years] = [months + 12, years - 1];
  return numbers(years, months, days, hours, minutes, seconds);
}

function daysIn(year: number, month: number): number {
  return (
    (secondsOfUtc({ year, month: month + 1, day: 1 }) - secondsOfUtc({ year, month, day: 1 })) /
    (24 * 60 * 60)
  );
}
