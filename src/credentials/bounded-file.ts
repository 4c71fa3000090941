import { open } from "node:fs/promises";
import { isErrno } from "../model/error.ts";

/**
 * A small file of this machine's; of a larger one, a byte more than is allowed, by which the caller sees it.
 *
 * @returns undefined where there is none
 * @throws what the file system says
 */
export async function readBounded(file: string, maximumBytes: number): Promise<Buffer | undefined> {
  try {
    await using handle = await open(file, "r");
    const buffer = Buffer.alloc(Math.min((await handle.stat()).size, maximumBytes) + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}
