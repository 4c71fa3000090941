import { isDeepStrictEqual } from "node:util";
import { isRecord, type JsonRecord } from "../../json.ts";
import { LumogateError } from "../../model/error.ts";
import type { SourceLocation } from "../../model/report.ts";

type Path = readonly string[];

/** What rules read as `data.config`, or a part of it. */
export interface RuleData {
  readonly value: JsonRecord;
  /** Where the user wrote a value; undefined where nobody wrote it, or it is not known where. */
  locate(path: Path): SourceLocation | undefined;
}

/**
 * Puts data together: objects within objects, and nothing wins over anything else, so that no file can quietly undo what another
 * one says.
 *
 * @throws LumogateError `config.data-conflict` with both places
 */
export function mergeData(documents: readonly RuleData[]): RuleData {
  const value = documents.reduce<JsonRecord>((merged, document, index) => {
    const before = documents.slice(0, index);
    return mergeRecords(merged, document.value, [], (place) => conflict(place, before, document));
  }, {});
  return { value, locate: (place) => documents.find((each) => has(each, place))?.locate(place) };
}

function mergeRecords(one: JsonRecord, other: JsonRecord, at: Path, refuse: (at: Path) => Error): JsonRecord {
  const merged = new Map(Object.entries(one));
  for (const [key, value] of Object.entries(other)) {
    const known = merged.get(key);
    const place = [...at, key];
    if (!merged.has(key)) merged.set(key, value);
    else if (isRecord(known) && isRecord(value)) merged.set(key, mergeRecords(known, value, place, refuse));
    else if (!isDeepStrictEqual(known, value)) throw refuse(place);
  }
  // Not by assignment, which takes "__proto__" for something else.
  return Object.fromEntries(merged);
}

function has({ value }: RuleData, place: Path): boolean {
  let current: unknown = value;
  return place.every((key) => {
    const found = isRecord(current) && Object.hasOwn(current, key);
    current = found ? (current as JsonRecord)[key] : undefined;
    return found;
  });
}

function conflict(place: Path, before: readonly RuleData[], last: RuleData): LumogateError {
  const first = before.find((each) => has(each, place));
  const location = last.locate(place);
  return new LumogateError(
    "config.data-conflict",
    `data.config.${place.join(".")} has two values, one ${placeText(first?.locate(place))} and another one ${placeText(location)}.`,
    {
      ...(location === undefined ? {} : { location }),
      hint: "Data is merged, and nothing in it overrides anything: say each value once. Lists are values as a whole.",
    },
  );
}

function placeText(location: SourceLocation | undefined): string {
  if (location === undefined) return "in a policy bundle";
  const { file, line, column } = location;
  return `at ${[file, line, column].filter((part) => part !== undefined).join(":")}`;
}
