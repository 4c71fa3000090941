import { isRecord, parseJson } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { messageOf } from "../../model/error.ts";
import { tooMuch } from "../too-much.ts";
import { type Descriptor, malformed, parseDescriptor } from "./descriptor.ts";

/** A manifest that says that it is about another one: its `subject`. */
export interface Referrer extends Descriptor {
  /** What kind of artifact it is; left out where nobody says. */
  readonly artifactType?: string;
}

/**
 * A list of referrers (OCI distribution-spec, "Listing Referrers", and the tag that stands for it where a registry keeps
 * none).
 *
 * @param what the document, for messages: `The list of what refers to sha256:…`
 * @throws LumogateError `manifest.malformed`, `manifest.digest`, `image.limit`
 */
export function parseReferrers(bytes: Uint8Array, what: string): Referrer[] {
  const manifests = manifestsOf(bytes, what);
  if (manifests.length > LIMITS.attachments)
    throw tooMuch(`has ${manifests.length} artifacts that refer to it`, LIMITS.attachments, "attachments");
  return manifests.map((one, index) => {
    const descriptor = parseDescriptor(one, `manifests[${index}]`, what);
    const artifactType = isRecord(one) ? one["artifactType"] : undefined;
    return typeof artifactType === "string" && artifactType !== ""
      ? { ...descriptor, artifactType }
      : descriptor;
  });
}

function manifestsOf(bytes: Uint8Array, what: string): readonly unknown[] {
  let document: unknown;
  try {
    document = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformed(what, `it is not JSON: ${messageOf(cause)}`);
  }
  const manifests = isRecord(document) ? (document["manifests"] ?? []) : undefined;
  if (Array.isArray(manifests)) return manifests;
  throw malformed(what, "it is not an index");
}
