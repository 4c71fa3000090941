import { createHash } from "node:crypto";
import type { Inventory } from "../../model/inventory.ts";
import { formatPurl } from "../../model/purl.ts";
import { parseReference } from "../../reference.ts";
import { VERSION } from "../../version.ts";

/** What every format says of a document as a whole. */
export interface Subject {
  /** As the user named the image. */
  readonly name: string;
  readonly digest?: string;
  readonly purl?: string;
  /** When the image was made, in UTC and whole seconds: the document's own date as well, or it would differ from run to run. */
  readonly created?: string;
  /** A UUID that is the same for the same inventory, and for no other. */
  readonly uuid: string;
  /** Whether something of the packages may be missing. */
  readonly isIncomplete: boolean;
}

export function subjectOf(inventory: Inventory): Subject {
  const { image, gaps, scope } = inventory;
  const [repoDigest] = image.repoDigests;
  const digest = image.digest ?? repoDigest?.slice(repoDigest.lastIndexOf("@") + 1);
  const created = image.created === undefined ? NaN : Date.parse(image.created);
  const purl =
    digest === undefined
      ? undefined
      : imagePurl(repoDigest ?? image.reference, digest, image.platform?.architecture);
  return {
    name: image.reference,
    ...(digest === undefined ? {} : { digest }),
    ...(purl === undefined ? {} : { purl }),
    // Years with more than four digits are in no format.
    ...(created > 0 && created < MAXIMUM_DATE
      ? { created: `${new Date(created).toISOString().slice(0, 19)}Z` }
      : {}),
    uuid: uuidOf(`lumogate ${VERSION}\n${JSON.stringify(inventory)}`),
    isIncomplete: scope === "os" || gaps.some(({ affects }) => affects.includes("packages")),
  };
}

/** The date of a document, where its format demands one, of an image that has none: the same on every day. */
export const UNKNOWN_DATE = "1970-01-01T00:00:00Z";

const MAXIMUM_DATE = Date.parse("9999-12-31T23:59:59Z");

/** purl-spec, types/oci: the last part of the name, the digest for a version, the repository as a qualifier. */
function imagePurl(named: string, digest: string, architecture: string | undefined): string | undefined {
  let reference;
  try {
    reference = parseReference(named);
  } catch {
    // A path, or whatever else a source calls an image.
    return undefined;
  }
  if (reference.kind === "id") return undefined;
  const { domain, path, tag } = reference;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const qualifiers = { arch: architecture, repository_url: `${domain}/${path}`, tag };
  return formatPurl({ type: "oci", name, version: digest, qualifiers });
}

/** Version 8 of RFC 9562, for UUIDs made of a hash of one's own choice. */
function uuidOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
