import type { Stats } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { LumogateError, systemReason } from "../model/error.ts";
import type { Blob } from "../oci/blob.ts";
import { changed, fileBlob } from "../oci/file-blob.ts";

/** Without waiting for whoever writes into a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Something is there, but no regular file: a folder, a pipe, a device. */
export class NoRegularFile extends Error {}

/**
 * A file of this machine as a blob. It is opened for each read, so that what was found holds nothing open; reading throws
 * `blob.changed` where it is not any more what it was, and `blob.unreadable` where it cannot be read.
 *
 * @param links whether the path's last part may be a link
 * @throws what the file system says; NoRegularFile
 */
export async function storedFile(path: string, links: "follow" | "refuse"): Promise<Blob> {
  const flags = links === "follow" ? FLAGS : FLAGS | constants.O_NOFOLLOW;
  const { size, mtimeMs, ino } = await statOf(path, flags);
  async function* read(from = 0, to = size): AsyncGenerator<Uint8Array> {
    let file: FileHandle | undefined;
    try {
      file = await openRegular(path, flags);
      const now = await file.stat();
      if (now.ino !== ino || now.size !== size || now.mtimeMs !== mtimeMs) throw changed(path);
      yield* fileBlob({ file, size, mtimeMs }, path).open(from, to);
    } catch (cause) {
      if (cause instanceof LumogateError) throw cause;
      throw new LumogateError("blob.unreadable", `${path} cannot be read any more: ${systemReason(cause)}.`, {
        hint: "It could be opened before: see that nobody moves or removes it meanwhile.",
        cause,
      });
    } finally {
      await file?.close();
    }
  }
  return { what: path, size, isSeekable: true, open: read };
}

async function statOf(path: string, flags: number): Promise<Stats> {
  const file = await openRegular(path, flags);
  try {
    return await file.stat();
  } finally {
    await file.close();
  }
}

async function openRegular(path: string, flags: number): Promise<FileHandle> {
  const file = await open(path, flags);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new NoRegularFile("it is not a file");
}
