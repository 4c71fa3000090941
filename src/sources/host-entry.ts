import { existsSync, type Stats } from "node:fs";
import { constants, type FileHandle, lstat, open, opendir, readlink } from "node:fs/promises";
import { isErrno } from "../model/error.ts";
import { byteString } from "../text.ts";

/**
 * Something in a folder of this machine, held so that what is done with it is done with it, and not with what
 * somebody puts in its place meanwhile.
 */
export interface HostEntry {
  /** Its name in the directory that it was found in; a byte string. */
  readonly name: string;
  /** A path by which to reach it, and what is in it; a byte string. */
  readonly place: string;
  readonly stat: Stats;
  /** Left out where the system cannot hold it without opening it. */
  readonly handle?: FileHandle;
}

/** Linux opens a place without the thing, open(2): for links, for pipes, and for what may not be read. Not in Node's list. */
const O_PATH = 0o10000000;

/** By this folder a directory that is held is named, and so is what is in it, with no other name in between. */
const HELD = "/proc/self/fd";

/** Whether entries can be held. Elsewhere they are known by their paths, and nobody may change the folder meanwhile. */
const CAN_HOLD = process.platform === "linux" && existsSync(HELD);

/** @param path of a folder, links followed @throws what the file system says; ENOTDIR where it is none */
export async function openRoot(path: string, canHold = CAN_HOLD): Promise<HostEntry> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  const stat = await handle.stat();
  if (canHold) return { name: "", place: `${HELD}/${handle.fd}`, stat, handle };
  await handle.close();
  return { name: "", place: byteString(Buffer.from(path)), stat };
}

/** @param name one, without a slash @returns undefined where there is nothing of that name */
export async function openChild(directory: HostEntry, name: string): Promise<HostEntry | undefined> {
  const place = `${directory.place}/${name}`;
  try {
    if (directory.handle === undefined) return { name, place, stat: await lstat(bytesOf(place)) };
    const handle = await open(bytesOf(place), O_PATH | constants.O_NOFOLLOW);
    return { name, place: `${HELD}/${handle.fd}`, stat: await handle.stat(), handle };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Where a link leads: a byte string. If it was changed meanwhile, what it says now; it is followed by the same rules. */
export function linkTarget(directory: HostEntry, name: string): Promise<string> {
  return readlink(bytesOf(`${directory.place}/${name}`), { encoding: "latin1" });
}

/** The names in a directory, in the file system's order: byte strings. */
export async function* childNames({ place }: HostEntry): AsyncGenerator<string> {
  for await (const { name } of await opendir(place, { encoding: "latin1" })) yield name;
}

/**
 * What is in a regular file.
 *
 * @returns undefined where that is not as many bytes as it should be, or another file is there now
 */
export async function contentOf(entry: HostEntry): Promise<Uint8Array | undefined> {
  const { stat } = entry;
  await using file = await openFile(entry);
  if (file === undefined) return undefined;
  // One more than there should be shows whether there is more.
  const buffer = Buffer.allocUnsafe(stat.size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    length += bytesRead;
    // Asked for one more, and not given it: that is the end.
    if (bytesRead === 0 || length >= stat.size) break;
  }
  return length === stat.size ? buffer.subarray(0, length) : undefined;
}

/** @param entry a regular file @returns undefined where another file is there now */
export async function openFile({ place, stat, handle }: HostEntry): Promise<FileHandle | undefined> {
  // What is held is named by a link of the kernel's; nothing else may be one.
  const follow = handle === undefined ? constants.O_NOFOLLOW : 0;
  const file = await open(bytesOf(place), constants.O_RDONLY | constants.O_NONBLOCK | follow);
  if (handle !== undefined || isSame(stat, await file.stat())) return file;
  await file.close();
  return undefined;
}

function isSame(was: Stats, is: Stats): boolean {
  return is.isFile() && is.ino === was.ino && is.dev === was.dev;
}

function bytesOf(place: string): Buffer {
  return Buffer.from(place, "latin1");
}
