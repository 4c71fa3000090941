import { isRecord, type JsonRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { LumogateError, messageOf } from "../../model/error.ts";
import { quoted } from "../../text.ts";
import { annotationsOf, type Descriptor, malformed, parseDescriptor } from "./descriptor.ts";
import { tooMuch } from "../too-much.ts";
import { CONFIG_TYPES, INDEX_TYPES, isLayerType, isSchema1Type, MANIFEST_TYPES } from "./media-types.ts";
import { parseStrictJson } from "./strict-json.ts";

/** A list of images (or of further lists): one image for several platforms, or all that a layout holds. */
export interface OciIndex {
  readonly kind: "index";
  readonly manifests: readonly Descriptor[];
  readonly annotations: ReadonlyMap<string, string>;
}

/** One image: its config, and its layers, the lowest first. */
export interface OciManifest {
  readonly kind: "manifest";
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: ReadonlyMap<string, string>;
}

/**
 * Parses a manifest or an index, the OCI's (image-spec manifest.md, image-index.md) or Docker's. Refuses what two readers
 * could take for two things: a document that is both (CVE-2021-41190), or another one than it was announced to be.
 *
 * @param what the document, for messages: `The manifest sha256:… of app.tar`
 * @param announced the media type that its descriptor, or the registry's answer, gave it; left out where nothing did
 * @throws LumogateError `manifest.malformed`, `manifest.digest`, `manifest.ambiguous`, `manifest.unsupported`,
 *   `manifest.artifact`, `image.limit`
 */
export function parseManifest(bytes: Uint8Array, what: string, announced?: string): OciIndex | OciManifest {
  const document = parseJson(bytes, what);
  const isIndex = kindOf(document, what, announced) === "index";
  const annotations = annotationsOf(document["annotations"], "the document", what);
  return isIndex
    ? { kind: "index", manifests: manifestsOf(document, what), annotations }
    : { kind: "manifest", ...imageOf(document, what), annotations };
}

type Kind = "index" | "manifest";

/** What its media type and the names in it say that it is; they must all say the same. */
function kindOf(document: JsonRecord, what: string, announced?: string): Kind {
  const { mediaType } = document;
  if (typeof (mediaType ?? "") !== "string") throw malformed(what, "its mediaType is not a text");
  const type = typeof mediaType === "string" && mediaType !== "" ? mediaType : announced;
  checkSchema(document, type, what);
  if (announced !== undefined && type !== announced)
    throw ambiguous(
      what,
      `calls itself ${quoted(type ?? "nothing")}, but was announced as ${quoted(announced)}`,
    );
  const looksLike = kindByParts(document, what);
  if (type === undefined) {
    if (looksLike === undefined) throw malformed(what, "it has neither manifests nor layers");
    return looksLike;
  }
  const kind = INDEX_TYPES.includes(type) ? "index" : MANIFEST_TYPES.includes(type) ? "manifest" : undefined;
  if (kind === undefined)
    throw artifact(what, `is of the type ${quoted(type)}, which is neither an image nor an index`);
  if (looksLike !== undefined && looksLike !== kind) {
    const parts = looksLike === "index" ? "an index" : "an image";
    throw ambiguous(what, `is of the type ${quoted(type)}, but has the parts of ${parts}`);
  }
  return kind;
}

function checkSchema({ schemaVersion = 2 }: JsonRecord, type: string | undefined, what: string): void {
  if (schemaVersion === 1 || (type !== undefined && isSchema1Type(type)))
    throw unsupported(what, "is in Docker's old format, schema 1, which names no config");
  if (schemaVersion !== 2)
    throw unsupported(what, `is of the unknown schema version ${JSON.stringify(schemaVersion)}`);
}

/** @returns undefined where it has the parts of neither */
function kindByParts(document: JsonRecord, what: string): Kind | undefined {
  // Go reads null as if it were not there.
  const has = (name: string): boolean => (document[name] ?? undefined) !== undefined;
  const looksLikeImage = has("config") || has("layers");
  if (looksLikeImage && has("manifests"))
    throw ambiguous(what, "has the manifests of an index and the layers of an image");
  if (looksLikeImage) return "manifest";
  return has("manifests") ? "index" : undefined;
}

function manifestsOf(document: JsonRecord, what: string): Descriptor[] {
  const manifests = listOf(document, "manifests", what);
  if (manifests.length > LIMITS.indexManifests)
    throw tooMuch(`has an index of ${manifests.length} manifests`, LIMITS.indexManifests, "indexManifests");
  return manifests.map((one, index) => parseDescriptor(one, `manifests[${index}]`, what));
}

function imageOf(document: JsonRecord, what: string): Pick<OciManifest, "config" | "layers"> {
  const layers = listOf(document, "layers", what);
  if (layers.length > LIMITS.historyEntries)
    throw tooMuch(`has ${layers.length} layers`, LIMITS.historyEntries, "historyEntries");
  const config = parseDescriptor(document["config"], "config", what);
  if (!CONFIG_TYPES.includes(config.mediaType)) {
    const type = typeof document["artifactType"] === "string" ? document["artifactType"] : config.mediaType;
    throw artifact(what, `is an artifact of the type ${quoted(type)}, not an image`);
  }
  const parsed = layers.map((one, index) => parseDescriptor(one, `layers[${index}]`, what));
  checkLayerTypes(parsed, what);
  return { config, layers: parsed };
}

/** Signatures call themselves images too, by their configs; but nothing in them is a layer. */
function checkLayerTypes(layers: readonly Descriptor[], what: string): void {
  const others = layers.filter(({ mediaType }) => !isLayerType(mediaType));
  const other = others[0]?.mediaType;
  if (other === undefined) return;
  if (other.endsWith("+encrypted"))
    throw unsupported(what, `has a layer that is encrypted, ${quoted(other)}`);
  if (others.length === layers.length)
    throw artifact(what, `is an artifact of ${quoted(other)}, not an image`);
  throw unsupported(what, `has a layer of the type ${quoted(other)}, which lumogate cannot read`);
}

function listOf(document: JsonRecord, name: string, what: string): unknown[] {
  const list: unknown = document[name] ?? [];
  if (!Array.isArray(list)) throw malformed(what, `${name} is not a list`);
  return list;
}

/** What we read of both kinds, and the objects in them whose keys are anything. */
const KEYS = {
  read: new Set([
    "schemaVersion",
    "mediaType",
    "artifactType",
    "manifests",
    "config",
    "layers",
    "digest",
    "size",
    "urls",
    "platform",
    "os",
    "architecture",
    "variant",
    "annotations",
  ]),
  free: new Set(["annotations"]),
};

function parseJson(bytes: Uint8Array, what: string): JsonRecord {
  if (bytes.length > LIMITS.manifestBytes)
    throw tooMuch(`has a manifest of ${bytes.length} bytes`, LIMITS.manifestBytes, "manifestBytes");
  let document: unknown;
  try {
    document = parseStrictJson(bytes, KEYS);
  } catch (cause) {
    throw malformed(what, messageOf(cause));
  }
  if (!isRecord(document)) throw malformed(what, "it is not an object");
  return document;
}

function ambiguous(what: string, clause: string): LumogateError {
  return new LumogateError(
    "manifest.ambiguous",
    `${what} ${clause}; two readers could read it as two images.`,
    {
      hint: "No usual tool writes such a document. Find out where the image comes from.",
    },
  );
}

/** No runtime would make a container of it; it may stand beside images. */
function artifact(what: string, clause: string): LumogateError {
  return new LumogateError("manifest.artifact", `${what} ${clause}.`, {
    hint: "Name a container image for Linux.",
  });
}

/** An image that cannot be read. @param clause `is encrypted` */
export function unsupported(what: string, clause: string): LumogateError {
  return new LumogateError("manifest.unsupported", `${what} ${clause}.`, {
    hint: "Name a container image for Linux, made of layers that are tars.",
  });
}
