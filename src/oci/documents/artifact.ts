import { isRecord } from "../../json.ts";
import { type Descriptor, malformed, parseDescriptor } from "./descriptor.ts";
import { parseObject } from "./json-object.ts";

/** A manifest that holds documents and not an image: cosign's signatures, BuildKit's attestations. */
export interface Artifact {
  /** The digest of what it says that it is about (OCI image-spec manifest.md); left out where it does not say. */
  readonly subject?: string;
  readonly layers: readonly Descriptor[];
}

/**
 * @param what the document, for messages
 * @throws LumogateError `manifest.malformed`, `manifest.digest`
 */
export function parseArtifact(bytes: Uint8Array, what: string): Artifact {
  const document = parseObject(bytes, what);
  const layers = document["layers"] ?? [];
  if (!Array.isArray(layers)) throw malformed(what, "layers is not a list");
  const { subject } = document;
  return {
    ...(isRecord(subject) ? { subject: parseDescriptor(subject, "subject", what).digest } : {}),
    layers: layers.map((one, index) => parseDescriptor(one, `layers[${index}]`, what)),
  };
}
