import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { file, tar, type TarMember } from "./tar.ts";

/** Bytes that have a digest, and the descriptor that names them. */
export interface TestBlob {
  readonly bytes: Buffer;
  readonly descriptor: TestDescriptor;
}

export interface TestDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly [key: string]: unknown;
}

/** A manifest or an index, and all that it leads to. */
export interface TestImage extends TestBlob {
  readonly blobs: readonly TestBlob[];
}

export const TYPES = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
} as const;

export interface ImageOptions {
  /** The lowest first. */
  readonly layers?: readonly (readonly TarMember[])[];
  readonly compression?: "gzip" | "zstd";
  /** Laid over the config. */
  readonly config?: object;
  /** Laid over the manifest. */
  readonly manifest?: object;
  /** Laid over the manifest's descriptor: a platform, annotations. */
  readonly descriptor?: object;
}

/** An image as OCI tools write it. */
export function anImage({
  layers = [[]],
  compression,
  config,
  manifest,
  descriptor,
}: ImageOptions = {}): TestImage {
  const tars = layers.map((members) => tar(members));
  const stored = tars.map((bytes) => aBlob(layerType(compression), pack(bytes, compression)));
  const configBlob = aJson(TYPES.config, {
    architecture: "amd64",
    os: "linux",
    created: "2026-01-02T03:04:05Z",
    config: {},
    rootfs: { type: "layers", diff_ids: tars.map((bytes) => digestOf(bytes)) },
    history: tars.map((_, index) => ({
      created: "2026-01-02T03:04:05.678Z",
      created_by: `RUN step ${index}`,
    })),
    ...config,
  });
  const document = {
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    config: configBlob.descriptor,
    layers: stored.map((blob) => blob.descriptor),
    ...manifest,
  };
  const own = aJson(TYPES.manifest, document, descriptor);
  return { ...own, blobs: [own, configBlob, ...stored] };
}

/** An index of images, or of indexes. @param descriptor laid over the index's own */
export function anIndex(
  images: readonly TestImage[],
  document: object = {},
  descriptor: object = {},
): TestImage {
  const manifests = images.map((image) => image.descriptor);
  const own = aJson(
    TYPES.index,
    { schemaVersion: 2, mediaType: TYPES.index, manifests, ...document },
    descriptor,
  );
  return { ...own, blobs: [own, ...images.flatMap((image) => image.blobs)] };
}

/** A layout's files. @param changes contents to put in the place of some, by their names; null takes one away */
export function layoutFiles(
  images: readonly TestImage[],
  changes: Readonly<Record<string, string | null>> = {},
): Map<string, string | Uint8Array> {
  const manifests = images.map((image) => image.descriptor);
  const files = new Map<string, string | Uint8Array>([
    ...images.flatMap((image) => image.blobs).map((blob) => [blobPath(blob), blob.bytes] as const),
    ["index.json", JSON.stringify({ schemaVersion: 2, manifests })],
    ["oci-layout", JSON.stringify({ imageLayoutVersion: "1.0.0" })],
  ]);
  for (const [name, content] of Object.entries(changes)) {
    if (content === null) files.delete(name);
    else files.set(name, content);
  }
  return files;
}

/** The same, as members of a tar. */
export function layoutMembers(
  images: readonly TestImage[],
  changes: Readonly<Record<string, string | null>> = {},
): TarMember[] {
  return [...layoutFiles(images, changes)].map(([name, content]) => file(name, content));
}

export interface LayoutFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder for one test, with these files. */
export async function layoutFolder(files: ReadonlyMap<string, string | Uint8Array>): Promise<LayoutFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-layout-"));
  for (const [name, content] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

export function blobPath({ descriptor }: TestBlob): string {
  return `blobs/${descriptor.digest.replace(":", "/")}`;
}

export function aJson(mediaType: string, document: unknown, descriptor: object = {}): TestBlob {
  return aBlob(mediaType, Buffer.from(JSON.stringify(document)), descriptor);
}

export function aBlob(mediaType: string, bytes: Buffer, descriptor: object = {}): TestBlob {
  return { bytes, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length, ...descriptor } };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function layerType(compression: ImageOptions["compression"]): string {
  return compression === undefined ? TYPES.layer : `${TYPES.layer}+${compression}`;
}

function pack(bytes: Buffer, compression: ImageOptions["compression"]): Buffer {
  if (compression === undefined) return bytes;
  return compression === "gzip" ? gzipSync(bytes) : zstdCompressSync(bytes);
}
