import { isRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { tooMuch } from "../too-much.ts";
import { type Descriptor, malformed, parseDescriptor } from "./descriptor.ts";
import { parseObject } from "./json-object.ts";

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
export function parseReferrers(bytes: Uint8Array, what: string): readonly Referrer[] {
  const manifests = parseObject(bytes, what)["manifests"] ?? [];
  if (!Array.isArray(manifests)) throw malformed(what, "it is not an index");
  return boundedReferrers(
    manifests.map((one, index) => {
      const descriptor = parseDescriptor(one, `manifests[${index}]`, what);
      const artifactType = isRecord(one) ? one["artifactType"] : undefined;
      return typeof artifactType === "string" && artifactType !== ""
        ? { ...descriptor, artifactType }
        : descriptor;
    }),
  );
}

/**
 * The same referrers, where they are so few and so small that all of them can be read.
 *
 * @throws LumogateError `image.limit`
 */
export function boundedReferrers(found: readonly Referrer[]): readonly Referrer[] {
  if (found.length > LIMITS.attachments)
    throw tooMuch(`has ${found.length} artifacts that refer to it`, LIMITS.attachments, "attachments");
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  if (bytes > LIMITS.manifestsBytes)
    throw tooMuch(
      `has artifacts that refer to it, with manifests of ${bytes} bytes`,
      LIMITS.manifestsBytes,
      "manifestsBytes",
    );
  return found;
}
