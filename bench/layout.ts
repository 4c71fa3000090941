import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { link, mkdir, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough, type Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { pack } from "tar-stream";
import { imageConfig, MTIME } from "./archive.ts";
import type { LayerFiles } from "./debian.ts";

/** A layer as it lies in a layout, compressed or not. */
export interface StoredLayer {
  readonly file: string;
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes, stored. */
  readonly size: number;
  readonly diffId: string;
}

const COMPRESSIONS = {
  none: { suffix: "", transform: () => new PassThrough() },
  gzip: { suffix: "+gzip", transform: () => createGzip() },
  zstd: { suffix: "+zstd", transform: () => createZstdCompress() },
} as const satisfies Record<string, { suffix: string; transform: () => Transform }>;

export type LayerCompression = keyof typeof COMPRESSIONS;

/**
 * Writes layers, each as its tools would: gzip as docker compresses, zstd as its program does. Nothing is held in memory
 * but a file at a time.
 *
 * @param folder a folder of its own
 */
export async function writeLayers(
  folder: string,
  layers: Iterable<LayerFiles>,
  compression: LayerCompression,
): Promise<StoredLayer[]> {
  await mkdir(folder, { recursive: true });
  const written: StoredLayer[] = [];
  for (const files of layers) written.push(await writeLayer(folder, files, compression));
  return written;
}

async function writeLayer(
  folder: string,
  files: LayerFiles,
  compression: LayerCompression,
): Promise<StoredLayer> {
  const { suffix, transform } = COMPRESSIONS[compression];
  const [tar, blob] = [createHash("sha256"), createHash("sha256")];
  const target = path.join(folder, "unnamed");
  await pipeline(
    tarOf(files),
    (chunks: AsyncIterable<Buffer>) => hashing(chunks, tar),
    transform(),
    (chunks: AsyncIterable<Buffer>) => hashing(chunks, blob),
    createWriteStream(target),
  );
  const hex = blob.digest("hex");
  const file = path.join(folder, hex);
  await rename(target, file);
  return {
    file,
    mediaType: `application/vnd.oci.image.layer.v1.tar${suffix}`,
    digest: `sha256:${hex}`,
    size: (await stat(file)).size,
    diffId: `sha256:${tar.digest("hex")}`,
  };
}

async function* hashing(
  chunks: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

function tarOf(files: LayerFiles): Readable {
  const layer = pack();
  const write = async (): Promise<void> => {
    for (const { path: name, content } of files) {
      await new Promise<void>((resolve, reject) => {
        layer.entry({ name, mtime: MTIME, mode: 0o644 }, content, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    }
    layer.finalize();
  };
  write().catch((error: unknown) => layer.destroy(error instanceof Error ? error : new Error(String(error))));
  // A tar-stream pack is a Readable of streamx, which Node's pipeline takes; its types do not say so.
  return layer as unknown as Readable;
}

/** Writes an OCI image layout of these layers (image-spec image-layout.md), whose blobs are links to their files. */
export async function writeLayout(folder: string, layers: readonly StoredLayer[]): Promise<void> {
  const blobs = path.join(folder, "blobs", "sha256");
  await mkdir(blobs, { recursive: true });
  for (const { file } of layers) await link(file, path.join(blobs, path.basename(file)));
  const store = async (mediaType: string, document: string): Promise<object> => {
    const hex = createHash("sha256").update(document).digest("hex");
    await writeFile(path.join(blobs, hex), document);
    return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(document) };
  };
  const config = await store(
    "application/vnd.oci.image.config.v1+json",
    imageConfig(layers.map(({ diffId }) => diffId)),
  );
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const descriptors = layers.map(({ mediaType: type, digest, size }) => ({ mediaType: type, digest, size }));
  const manifest = await store(
    mediaType,
    JSON.stringify({ schemaVersion: 2, mediaType, config, layers: descriptors }),
  );
  await writeFile(path.join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await writeFile(
    path.join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [manifest] }),
  );
}
