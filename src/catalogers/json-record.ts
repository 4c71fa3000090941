import { type JsonRecord, parseRecord } from "../json.ts";
import { byteString, decodeUtf8 } from "../text.ts";
import type { Problem } from "./cataloger.ts";

/**
 * The object that a file of JSON holds, with or without a byte order mark: what package managers write has none, what people edit may.
 *
 * @returns undefined where the bytes are no JSON object
 */
export function readRecord(bytes: Uint8Array): JsonRecord | undefined {
  const { text } = decodeUtf8(byteString(bytes));
  return parseRecord(text.startsWith("\uFEFF") ? text.slice(1) : text);
}

/** For a database of which nothing is left then. */
export const NO_RECORD: Problem = {
  code: "malformed",
  reason: "It is no JSON object, or was cut short.",
};

/** The strings among some values of an object; what is empty says nothing. */
export function texts(record: JsonRecord, keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    keys.flatMap((key) => {
      const value = record[key];
      return typeof value === "string" && value !== "" ? [[key, value] as const] : [];
    }),
  );
}
