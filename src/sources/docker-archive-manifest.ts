import { createHash } from "node:crypto";
import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError, messageOf } from "../model/error.ts";
import type { Archive, ArchivePart } from "../oci/archive.ts";
import { readDocument } from "../oci/documents/document.ts";
import { tooMuch } from "../oci/too-much.ts";
import { parseStrictJson } from "../oci/documents/strict-json.ts";
import { quoted } from "../text.ts";
import { isSameReference } from "./same-reference.ts";

/** An image in the manifest.json of `docker save`. */
export interface SavedImage {
  readonly config: string;
  readonly repoTags: readonly string[];
  readonly layers: readonly string[];
}

/**
 * All images that the archive's manifest.json lists.
 *
 * @returns undefined where there is no manifest.json
 * @throws LumogateError `archive.manifest`, `image.limit`
 */
export async function readSavedImages(archive: Archive): Promise<SavedImage[] | undefined> {
  const part = archive.find("manifest.json");
  if (part === undefined) return undefined;
  const images = parseImages(await readDocument(part.blob), archive.what);
  if (images.length === 0) throw badManifest(archive.what, "it lists no image");
  return images;
}

/**
 * The images that are meant: all where none is chosen.
 *
 * @param choice a tag, or `@` and a position, as skopeo writes them
 * @throws LumogateError `archive.image`
 */
export function chooseSaved(
  images: readonly SavedImage[],
  choice: string | undefined,
  what: string,
): SavedImage[] {
  const chosen = images.filter(({ repoTags }, index) => {
    if (choice === undefined || choice === `@${index}`) return true;
    return repoTags.some((tag) => isSameReference(tag, choice));
  });
  if (chosen.length > 0) return chosen;
  const names = images.map(({ repoTags }, index) => repoTags.join(", ") || `@${index}`).join("; ");
  throw new LumogateError("archive.image", `${what} has no image ${choice ?? ""}, but these: ${names}.`, {
    hint: "Name one of them behind the path: docker-archive:PATH:NAME.",
  });
}

/**
 * The image's config, whose digest is the image's ID; archives mostly name it by that.
 *
 * @throws LumogateError `archive.part`, `image.digest`, `image.limit`
 */
export async function readConfig(archive: Archive, name: string): Promise<{ bytes: Uint8Array; id: string }> {
  const bytes = await readDocument(partOf(archive, name).blob);
  const named = /(?:^|[/:])([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (named === undefined || named === actual) return { bytes, id: `sha256:${actual}` };
  throw new LumogateError(
    "image.digest",
    `The image's config in ${archive.what} is not the one that it is named after: its digest is ${actual}, expected ${named}.`,
    { hint: "The archive was damaged or changed after it was saved. Save the image again." },
  );
}

/** What manifest.json names. @throws LumogateError `archive.part` where it is not there */
export function partOf(archive: Archive, name: string): ArchivePart {
  const part = archive.find(name);
  if (part !== undefined) return part;
  throw new LumogateError(
    "archive.part",
    `${archive.what} lacks ${quoted(name)}, which its manifest.json names.`,
    { hint: "The archive is not whole. Save the image again." },
  );
}

const KEYS = {
  read: new Set(["Config", "RepoTags", "Layers"]),
  free: new Set(["LayerSources"]),
};

function parseImages(bytes: Uint8Array, what: string): SavedImage[] {
  let images: unknown;
  try {
    images = parseStrictJson(bytes, KEYS);
  } catch (cause) {
    throw badManifest(what, messageOf(cause));
  }
  if (!Array.isArray(images)) throw badManifest(what, "it is not a list of images");
  if (images.length > LIMITS.indexManifests)
    throw tooMuch(`is one of ${images.length} in its archive`, LIMITS.indexManifests, "indexManifests");
  return images.map((image: unknown) => parseImage(image, what));
}

function parseImage(image: unknown, what: string): SavedImage {
  const { Config: config, RepoTags: tags, Layers: names } = isRecord(image) ? image : {};
  const layers = namesOf(names);
  const repoTags = namesOf(tags);
  if (typeof config !== "string" || layers === undefined || repoTags === undefined)
    throw badManifest(
      what,
      "an image in it lacks its Config, or its RepoTags or Layers are not lists of names",
    );
  if (layers.length > LIMITS.historyEntries)
    throw tooMuch(`has ${layers.length} layers`, LIMITS.historyEntries, "historyEntries");
  return { config, repoTags, layers };
}

/** Null, as Go writes an empty list, is one. */
function namesOf(value: unknown): string[] | undefined {
  const list: unknown = value ?? [];
  return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : undefined;
}

function badManifest(what: string, clause: string): LumogateError {
  return new LumogateError("archive.manifest", `The manifest.json in ${what} cannot be read: ${clause}.`, {
    hint: "Save the image again.",
  });
}
