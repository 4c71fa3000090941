import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { pack } from "tar-stream";
import type { LayerFiles } from "./debian.ts";

/** Every image is of one moment, so that it is the same in every run. */
const CREATED = "2026-01-01T00:00:00Z";
export const MTIME = new Date(CREATED);

/** The JSON of an image's config. @param diffIds digests of its layers without compression, the lowest first */
export function imageConfig(diffIds: readonly string[]): string {
  return JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: CREATED,
    config: { Cmd: ["/bin/true"], Env: ["PATH=/usr/bin:/bin"], Labels: { maintainer: "bench" } },
    rootfs: { type: "layers", diff_ids: diffIds },
    history: diffIds.map((_, index) => ({ created: CREATED, created_by: `RUN step ${index}` })),
  });
}

/** An image in the format of `docker save`, a layer at a time: memory holds one layer, never the image. */
export function dockerArchive(tag: string, layers: Iterable<LayerFiles>): Readable {
  const archive = pack();
  const write = async (): Promise<void> => {
    const paths: string[] = [];
    const diffIds: string[] = [];
    for (const files of layers) {
      const layer = await tarOf(files);
      const digest = createHash("sha256").update(layer).digest("hex");
      paths.push(`${paths.length}/layer.tar`);
      diffIds.push(`sha256:${digest}`);
      await add(archive, `${paths.length - 1}/layer.tar`, layer);
    }
    const config = imageConfig(diffIds);
    await add(archive, "config.json", Buffer.from(config));
    const manifest = JSON.stringify([{ Config: "config.json", RepoTags: [tag], Layers: paths }]);
    await add(archive, "manifest.json", Buffer.from(manifest));
    archive.finalize();
  };
  write().catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  // A tar-stream pack is a Readable of streamx, which Node's pipeline takes; its types do not say so.
  return archive as unknown as Readable;
}

async function tarOf(files: LayerFiles): Promise<Buffer> {
  const layer = pack();
  const bytes = buffer(layer);
  for (const { path, content, mode = 0o644 } of files)
    layer.entry({ name: path, mtime: MTIME, mode }, content);
  layer.finalize();
  return bytes;
}

/** Waits until the reader has taken it, so that layers do not pile up. */
function add(archive: ReturnType<typeof pack>, name: string, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name, mtime: MTIME }, content, (error) => (error ? reject(error) : resolve()));
  });
}
