import { isDate } from "../../dates.ts";
import { LumogateError } from "../../model/error.ts";
import type { SourceLocation } from "../../model/report.ts";
import { PLACEHOLDERS } from "./snippet.ts";
import type { Waiver, WaiverKey } from "./waiver.ts";

/** A waiver as it stands in lumogate.yaml; the schema is the judge of its keys, and leaves `until` to `readWaiver`. */
export interface RawWaiver extends Omit<Waiver, "place" | "until"> {
  readonly until: unknown;
}

/**
 * Checks what the schema cannot: that the day is one, and that reason and owner say something.
 *
 * @throws LumogateError `config.waiver-date`, `config.waiver-text`
 */
export function readWaiver(raw: RawWaiver, place: (key?: WaiverKey) => SourceLocation): Waiver {
  const { rule, until } = raw;
  if (typeof until !== "string" || !isDate(until)) {
    throw new LumogateError(
      "config.waiver-date",
      `The waiver for ${rule} has until ${JSON.stringify(until)}, where a day of the calendar is expected.`,
      {
        location: place("until"),
        hint: "Write it as year, month, day: 2027-01-31. It holds through that day, in UTC.",
      },
    );
  }
  for (const key of ["reason", "owner"] as const) refuseEmpty(raw, key, place);
  return { ...raw, until, place };
}

function refuseEmpty(
  raw: RawWaiver,
  key: "reason" | "owner",
  place: (key: WaiverKey) => SourceLocation,
): void {
  const text = raw[key].trim();
  const isPlaceholder = Object.values(PLACEHOLDERS).some((each) => each === text.toLowerCase());
  if (!isPlaceholder && /[\p{L}\p{N}]/u.test(text)) return;
  const said = isPlaceholder
    ? `still has the placeholder ${JSON.stringify(text)}`
    : `says nothing: ${JSON.stringify(raw[key])}`;
  throw new LumogateError("config.waiver-text", `The ${key} of the waiver for ${raw.rule} ${said}.`, {
    location: place(key),
    hint: {
      reason: "Write why this may stay as it is for now; every report shows it.",
      owner: "Write who looks after it, a person or a team; every report shows it.",
    }[key],
  });
}
