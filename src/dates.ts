/** Days and moments as people write them into configurations and METADATA: RFC 3339, always with a time zone. */

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** True for a day of the calendar: `2026-01-31`, but not `2026-02-30`. */
export function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = DATE.exec(text) ?? [];
  // Date.UTC carries over, and takes years below 100 for those of the last century.
  const date = new Date(`${text}T00:00:00Z`);
  return (
    year !== "" &&
    !Number.isNaN(date.getTime()) &&
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day)
  );
}

/** True for a moment of RFC 3339: a day, a time without leap seconds, and a time zone. */
export function isMoment(text: string): boolean {
  const [, date = "", hour = "", minute = "", second = ""] = MOMENT.exec(text) ?? [];
  return isDate(date) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** Nanoseconds since 1970, as Rego counts time. */
export function nanoseconds(moment: Date): bigint {
  return BigInt(moment.getTime()) * 1_000_000n;
}

/** The moment that a text means, a day's being its first in UTC; undefined where it is neither. */
export function parseMoment(text: string): Date | undefined {
  if (isDate(text)) return new Date(`${text}T00:00:00Z`);
  return isMoment(text) ? new Date(text.toUpperCase()) : undefined;
}
