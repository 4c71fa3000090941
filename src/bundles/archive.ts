import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { buffer } from "node:stream/consumers";
import { LIMITS } from "../limits.ts";
import { openCompressed } from "../oci/compression/decompress.ts";
import { readTar } from "../oci/tar/tar.ts";
import { broken, type StoredFile } from "./contents.ts";

/**
 * Files as the gzipped tar that OPA calls a bundle: the same bytes from the same files, so that a policy that did not change
 * keeps its digest.
 *
 * @param files sorted by name
 */
export async function packBundle(files: readonly StoredFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, bytes } of files) {
    archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, Buffer.from(bytes));
  }
  archive.finalize();
  return gzipSync(await buffer(archive), { level: 9 });
}

/**
 * The files of a bundle. It is read to its end, so that what `chunks` verifies has been verified.
 *
 * @throws LumogateError `policy.bundle`, `tar.*`, `compression.*`; what `chunks` throws
 */
export async function unpackBundle(chunks: AsyncIterable<Uint8Array>, what: string): Promise<StoredFile[]> {
  const unpacked = await openCompressed(chunks, what);
  const files: StoredFile[] = [];
  for await (const entry of readTar(bounded(unpacked.chunks, what), what, { endMark: "optional" })) {
    if (entry.type === "directory") continue;
    // A link could name a rule that is not there, or one outside.
    if (entry.type !== "file") throw broken(what, `it holds a ${entry.type}, and only files are read`);
    files.push({ name: Buffer.from(entry.name, "latin1").toString("utf8"), bytes: await buffer(entry.body) });
  }
  return files;
}

/** A few kilobytes can hold gigabytes. */
async function* bounded(chunks: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > 2 * LIMITS.policyBytes)
      throw broken(
        what,
        `unpacked it is larger than ${2 * LIMITS.policyBytes} bytes (twice the limit policyBytes)`,
      );
    yield chunk;
  }
}
