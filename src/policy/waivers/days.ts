/** Days as texts, `2027-01-31`, always in UTC: of one length, so that their order is the calendar's. */

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** @param days may be negative */
export function addDays(day: string, days: number): string {
  const time = new Date(`${day}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + days);
  return dayOf(time);
}

/** How many days later the second is. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

const DAY_MS = 24 * 60 * 60 * 1000;
