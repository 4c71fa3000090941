import { createHash } from "node:crypto";
import { LIMITS } from "../limits.ts";
import { LumogateError, messageOf } from "../model/error.ts";
import { type Archive, type ArchivePart, type LayerPart, partName } from "../oci/archive.ts";
import { parseStrictJson } from "../oci/strict-json.ts";
import { byteString, quoted } from "../text.ts";

/** An image in the manifest.json of `docker save`. */
export interface ManifestEntry {
  readonly config: string;
  readonly repoTags: readonly string[];
  readonly layers: readonly string[];
}

/**
 * The one image in the archive.
 *
 * @throws LumogateError `archive.manifest`, `archive.several-images`
 */
export function findManifest(archive: Archive, path: string): ManifestEntry {
  const part = find(archive, "manifest.json");
  if (part === undefined) {
    const isOci = archive.parts.has("oci-layout");
    throw new LumogateError(
      "archive.manifest",
      `${path} is a tar, but has no image of docker save: no manifest.json.`,
      {
        hint: isOci
          ? "It is an OCI layout, which this version cannot read; skopeo copy oci-archive:FILE docker-archive:OTHER converts it."
          : "Name a file that docker save has written: docker save IMAGE -o image.tar",
      },
    );
  }
  const images = parseManifest(documentOf(part, "manifest.json", path), path);
  const [image, ...others] = images;
  if (image === undefined) throw badManifest(path, "it lists no image");
  if (others.length === 0) return image;
  const tags = images.map(({ repoTags, config }) => repoTags.join(", ") || config).join("; ");
  throw new LumogateError(
    "archive.several-images",
    `${path} has ${images.length} images, expected one: ${tags}.`,
    {
      hint: "Save the image that you mean alone: docker save IMAGE -o image.tar",
    },
  );
}

/**
 * The image's config, whose digest is the image's ID; archives mostly name it by that.
 *
 * @throws LumogateError `archive.part`, `image.digest`
 */
export function readConfig(archive: Archive, { config }: ManifestEntry, path: string): Uint8Array {
  const part = find(archive, config);
  if (part === undefined) throw missing(config, path);
  const bytes = documentOf(part, config, path);
  const named = /(?:^|[/:])([0-9a-f]{64})(?:\.json)?$/.exec(config)?.[1];
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (named === undefined || named === actual) return bytes;
  throw new LumogateError(
    "image.digest",
    `The image's config in ${path} is not the one that it is named after: its digest is ${actual}, expected ${named}.`,
    { hint: "The archive was damaged or changed after it was saved. Save the image again." },
  );
}

/** @throws LumogateError `archive.part`, or why the layer cannot be read */
export function findLayer(archive: Archive, name: string, path: string): LayerPart {
  const part = find(archive, name);
  if (part === undefined) throw missing(name, path);
  if (part.kind === "layer") return part;
  if (part.kind === "unusable") throw part.error;
  throw new LumogateError("archive.part", `${quoted(name)} in ${path} should be a layer, but is no tar.`, {
    hint: "Save the image again.",
  });
}

/**
 * What the archive has under a name, links followed. Links lead to other names in the archive; a name that leads out of
 * it is no name of anything, and the host's files are never looked at.
 */
function find(archive: Archive, name: string): ArchivePart | undefined {
  let key = cleanName(byteString(Buffer.from(name)));
  for (let links = 0; links <= LIMITS.symlinks; links += 1) {
    const part = archive.parts.get(key);
    if (part?.kind !== "link") return part;
    key = cleanName(part.target);
  }
  return undefined;
}

/** Takes `a/../b` for `b`, since `docker save` once linked a layer that it had twice as `../other/layer.tar`. */
function cleanName(name: string): string {
  const path: string[] = [];
  for (const part of partName(name).split("/")) {
    if (part !== "..") path.push(part);
    else if (path.pop() === undefined) return name;
  }
  return path.join("/");
}

function documentOf(part: ArchivePart, name: string, path: string): Uint8Array {
  if (part.kind === "document") return part.bytes;
  if (part.kind === "unusable") throw part.error;
  throw new LumogateError("archive.part", `${quoted(name)} in ${path} should be JSON, but is a tar.`, {
    hint: "Save the image again.",
  });
}

const MANIFEST_KEYS = {
  read: new Set(["Config", "RepoTags", "Layers"]),
  free: new Set(["LayerSources"]),
};

function parseManifest(bytes: Uint8Array, path: string): ManifestEntry[] {
  let images: unknown;
  try {
    images = parseStrictJson(bytes, MANIFEST_KEYS);
  } catch (cause) {
    throw badManifest(path, messageOf(cause));
  }
  if (!Array.isArray(images)) throw badManifest(path, "it is not a list of images");
  return images.map((image: unknown) => {
    const {
      Config: config,
      RepoTags: tags,
      Layers: layers,
    } = (image ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof config !== "string" || !isListOfText(layers ?? []) || !isListOfText(tags ?? []))
      throw badManifest(
        path,
        "an image in it lacks its Config, or its RepoTags or Layers are not lists of names",
      );
    return { config, repoTags: (tags ?? []) as string[], layers: (layers ?? []) as string[] };
  });
}

function isListOfText(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function badManifest(path: string, clause: string): LumogateError {
  return new LumogateError("archive.manifest", `The manifest.json in ${path} cannot be read: ${clause}.`, {
    hint: "Save the image again.",
  });
}

function missing(name: string, path: string): LumogateError {
  return new LumogateError("archive.part", `${path} lacks ${quoted(name)}, which its manifest.json names.`, {
    hint: "The archive is not whole. Save the image again.",
  });
}
