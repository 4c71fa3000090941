import { isRecord, type JsonRecord } from "../../json.ts";
import { byteString, decodeUtf8 } from "../../text.ts";

/** @returns a sentence where the bytes are no JSON object */
export function readJson(bytes: Uint8Array): JsonRecord | string {
  try {
    const value: unknown = JSON.parse(decodeUtf8(byteString(bytes)).text.replace(/^\uFEFF/, ""));
    return isRecord(value) ? value : "It is JSON, but not an object.";
  } catch {
    return "It is not JSON, or was cut short.";
  }
}

/** The strings among some values of an object; what is empty says nothing. */
export function texts(record: JsonRecord, keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    keys.flatMap((key) => {
      const value = record[key];
      return typeof value === "string" && value !== "" ? [[key, value] as const] : [];
    }),
  );
}
