import { isRecord, type JsonRecord, parseJson } from "../../json.ts";
import { messageOf } from "../../model/error.ts";
import { malformed } from "./descriptor.ts";

/**
 * A document of which a few keys are read, and all others left alone.
 *
 * @param what the document, for messages
 * @throws LumogateError `manifest.malformed`
 */
export function parseObject(bytes: Uint8Array, what: string): JsonRecord {
  let document: unknown;
  try {
    document = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformed(what, `it is not JSON: ${messageOf(cause)}`);
  }
  if (isRecord(document)) return document;
  throw malformed(what, "it is not an object");
}
