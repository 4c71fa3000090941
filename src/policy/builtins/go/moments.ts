import { offsetOf, type Zone } from "./time-zones.ts";

/** A time in a zone. */
export interface Moment {
  /** Whole seconds since 1970, rounded down. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
  readonly zone: Zone;
}

/** What a calendar and a clock there show. */
export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Sunday is 0. */
  readonly weekday: number;
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

const BILLION = 1_000_000_000n;

export function momentOf(ns: bigint, zone: Zone): Moment {
  const nanos = ((ns % BILLION) + BILLION) % BILLION;
  return { seconds: Number((ns - nanos) / BILLION), nanos: Number(nanos), zone };
}

/** @throws RangeError beyond the years 1677 to 2262, which nanoseconds in 64 bits reach */
export function nanosecondsOf(seconds: number, nanos: number): bigint {
  if (!Number.isFinite(seconds)) throw new RangeError("time outside of valid range");
  const ns = BigInt(seconds) * BILLION + BigInt(nanos);
  if (BigInt.asIntN(64, ns) !== ns) throw new RangeError("time outside of valid range");
  return ns;
}

export function civilOf({ seconds, zone }: Moment): Civil {
  const offset = offsetOf(zone, seconds);
  const date = new Date((seconds + offset) * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - secondsOfUtc({ year, month: 1, day: 1 }) * 1000) / 86_400_000) + 1,
    offset,
  };
}

export interface DateAndTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
}

/** Seconds since 1970 of what a calendar in UTC shows; a 32nd of January is a 1st of February. NaN beyond JavaScript's dates. */
export function secondsOfUtc({ year, month, day, hour = 0, minute = 0, second = 0 }: DateAndTime): number {
  const date = new Date(0);
  // Date.UTC would take the year 26 for 1926.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime() / 1000;
}

/** The same of a calendar in a zone. Where clocks were set, and a time is there twice or not at all, as Go chooses. */
export function secondsIn(zone: Zone, shown: DateAndTime): number {
  const asUtc = secondsOfUtc(shown);
  if (!Number.isFinite(asUtc)) return asUtc;
  const guess = offsetOf(zone, asUtc);
  return guess === 0 ? asUtc : asUtc - offsetOf(zone, asUtc - guess);
}
