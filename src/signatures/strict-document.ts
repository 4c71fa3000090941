import { isRecord, type JsonRecord, parseJson } from "../json.ts";
import { parseStrictJson } from "../oci/documents/strict-json.ts";
import { UnreadableDocument } from "./claim.ts";

/** Nobody reads these documents by keys that are spelled otherwise. */
const NO_KEYS = { read: new Set<string>(), free: new Set<string>() };

/**
 * An object of JSON that says the same to every reader: UTF-8, and no key twice, of which one reader would take the first
 * and another the last.
 *
 * @param what it is to be: `what was signed`
 * @throws UnreadableDocument
 */
export function parseDocument(bytes: Uint8Array, what: string): JsonRecord {
  try {
    // How deep it is nested is bounded first: brackets without end take gigabytes.
    parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const document = parseStrictJson(bytes, NO_KEYS);
    if (isRecord(document)) return document;
  } catch (cause) {
    throw new UnreadableDocument(`${what} is no JSON that every reader reads alike.`, { cause });
  }
  throw new UnreadableDocument(`${what} is not an object of JSON.`);
}
