import { isRecord, type JsonRecord } from "../../json.ts";
import { LumogateError } from "../../model/error.ts";
import type { Platform } from "../../model/inventory.ts";
import { quoted } from "../../text.ts";
import { isForeignType } from "./media-types.ts";

/** What one document says about another blob (OCI image-spec descriptor.md), checked as far as it can be without that blob. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 lower-case hexadecimal digits: nothing else, so that it can stand in a path or an address. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations: ReadonlyMap<string, string>;
  /** Whether it says that the blob lies elsewhere, at addresses of its own. They are never asked. */
  readonly isForeign: boolean;
}

/**
 * @param name where it stands in its document: `layers[3]`
 * @param what the document, for messages: `The manifest sha256:… of app.tar`
 * @throws LumogateError `manifest.malformed`, `manifest.digest`
 */
export function parseDescriptor(value: unknown, name: string, what: string): Descriptor {
  if (!isRecord(value)) throw malformed(what, `${name} is not an object`);
  const { mediaType, size } = value;
  if (typeof mediaType !== "string" || mediaType === "")
    throw malformed(what, `the mediaType of ${name} is not a text`);
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw malformed(what, `the size of ${name} is ${JSON.stringify(size)}, not a number of bytes`);
  const platform = platformOf(value["platform"], name, what);
  return {
    mediaType,
    digest: parseDigest(value["digest"], name, what),
    size,
    ...(platform === undefined ? {} : { platform }),
    annotations: annotationsOf(value["annotations"], name, what),
    isForeign: isForeignType(mediaType) || hasAddresses(value["urls"], name, what),
  };
}

/** An error in a manifest's or an index's form. @param clause `layers is not a list` */
export function malformed(what: string, clause: string): LumogateError {
  return new LumogateError("manifest.malformed", `${what} cannot be read: ${clause}.`, {
    hint: "It was damaged, or written by a tool that does it wrong. Make or copy the image again.",
  });
}

/** Texts by their names; null, as Go writes an empty map, is none. */
export function annotationsOf(value: unknown, name: string, what: string): ReadonlyMap<string, string> {
  if (value === undefined || value === null) return new Map();
  if (!isRecord(value)) throw malformed(what, `the annotations of ${name} are not an object`);
  const annotations = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string")
      throw malformed(what, `the annotation ${quoted(key)} of ${name} is not a text`);
    annotations.set(key, text);
  }
  return annotations;
}

/** Checked by its letters before anybody makes a path or an address of it (CVE-2024-3727). */
function parseDigest(value: unknown, name: string, what: string): string {
  if (typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value)) return value;
  const algorithm =
    typeof value === "string" ? /^(sha384|sha512|blake3):[0-9a-f]+$/.exec(value)?.[1] : undefined;
  const shown = typeof value === "string" ? quoted(value) : JSON.stringify(value);
  throw new LumogateError(
    "manifest.digest",
    algorithm === undefined
      ? `${what} names ${name} by ${shown}, which is no digest.`
      : `${what} names ${name} by a digest of ${algorithm}, expected one of sha256.`,
    { hint: "Make or copy the image again with a tool that names blobs by their sha256 digests." },
  );
}

/** Undefined where it names none: some tools write the object with empty texts in it. */
function platformOf(value: unknown, name: string, what: string): Platform | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw malformed(what, `the platform of ${name} is not an object`);
  const text = (key: string): string => textOf(value, key, name, what);
  const [os, architecture, variant] = [text("os"), text("architecture"), text("variant")];
  if (os === "" && architecture === "") return undefined;
  return { os, architecture, ...(variant === "" ? {} : { variant }) };
}

function textOf(platform: JsonRecord, key: string, name: string, what: string): string {
  const value = platform[key] ?? "";
  if (typeof value !== "string") throw malformed(what, `the platform's ${key} of ${name} is not a text`);
  return value;
}

function hasAddresses(urls: unknown, name: string, what: string): boolean {
  const list = urls ?? [];
  if (!Array.isArray(list)) throw malformed(what, `the urls of ${name} are not a list`);
  return list.length > 0;
}
