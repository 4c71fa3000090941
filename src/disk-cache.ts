import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { LIMITS } from "./limits.ts";

export interface DiskCacheBounds {
  /** How many are kept at most. */
  readonly entries: number;
  /** How many bytes all of them may take. */
  readonly bytes: number;
  /** A larger one is not kept. */
  readonly entryBytes: number;
}

/**
 * Bytes under keys, in files of one folder, for this run and for those after it and beside it. An entry that is damaged,
 * that stands under another's name, or that somebody else could have written counts as none. Nothing here ever fails: a
 * folder that cannot be read or written costs time and is no error.
 */
export class DiskCache {
  readonly #directory: string;
  readonly #bounds: DiskCacheBounds;
  /** How much more may be written before the folder is looked over again; unknown until it was once. */
  #room: { entries: number; bytes: number } | undefined;

  /** @param directory is made, with what is missing above it, when the first entry is written */
  constructor(directory: string, bounds: DiskCacheBounds) {
    this.#directory = directory;
    this.#bounds = bounds;
  }

  /** @param key all that the entry depends on, the format that it has included */
  async get(key: string): Promise<Buffer | undefined> {
    try {
      await using file = await open(
        this.#path(key),
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      const stat = await file.stat();
      if (!stat.isFile() || !isOurs(stat) || stat.size > this.#bounds.entryBytes) return undefined;
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(stat.size), 0, stat.size, 0);
      const content = opened(key, buffer.subarray(0, bytesRead));
      // What was not used for longest goes first. It is no matter if the use cannot be noted.
      if (content !== undefined) await file.utimes(new Date(), new Date()).catch(() => {});
      return content;
    } catch {
      return undefined;
    }
  }

  /** Takes the place of what was kept under this key before. */
  async put(key: string, content: Uint8Array): Promise<void> {
    const entry = sealed(key, content);
    if (entry.length > this.#bounds.entryBytes) return;
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const directory = await lstat(this.#directory);
      if (!directory.isDirectory() || !isOurs(directory)) return;
      await writeWhole(this.#path(key), entry);
      await this.#makeRoom(entry.length);
    } catch {
      // As if there were no cache.
    }
  }

  #path(key: string): string {
    return path.join(this.#directory, createHash("sha256").update(key).digest("hex"));
  }

  /** Looks the folder over when this run may have filled it; what others write meanwhile is seen by the next look. */
  async #makeRoom(written: number): Promise<void> {
    if (this.#room !== undefined) {
      this.#room.entries -= 1;
      this.#room.bytes -= written;
      if (this.#room.entries >= 0 && this.#room.bytes >= 0) return;
    }
    this.#room = await prune(this.#directory, this.#bounds);
  }
}

/** An entry is a digest, on a line of its own, and the content. The key is part of what the digest is taken of. */
function sealed(key: string, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${entryDigest(key, content)}\n`), content]);
}

function opened(key: string, entry: Buffer): Buffer | undefined {
  const start = entry.indexOf("\n") + 1;
  const content = entry.subarray(start);
  return entry.toString("latin1", 0, start) === `${entryDigest(key, content)}\n` ? content : undefined;
}

function entryDigest(key: string, content: Uint8Array): string {
  return createHash("sha256").update(`${key}\0`).update(content).digest("hex");
}

/** Under a name of its own, then renamed: whoever reads at the same time sees no entry, or all of it. */
async function writeWhole(file: string, entry: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, entry, { flag: "wx", mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Written by this user, and writable by nobody else. Windows has neither owners nor modes in this sense. */
function isOurs({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

const ENTRY = /^[0-9a-f]{64}$/;
const TEMPORARY = /^[0-9a-f]{64}\.[0-9a-f-]{36}$/;

/**
 * Removes what dead writers left behind, and, where a bound is passed, what was not used for longest: a quarter more than
 * it must, so that not every entry that follows means another look.
 *
 * @returns how much may be written until the next look
 */
async function prune(
  directory: string,
  { entries, bytes }: DiskCacheBounds,
): Promise<{ entries: number; bytes: number }> {
  const files = await filesOf(directory);
  const doomed = files.filter(({ name, age }) => TEMPORARY.test(name) && Math.abs(age) > LIMITS.cacheWriteMs);
  const kept = files.filter(({ name }) => ENTRY.test(name)).toSorted((a, b) => b.age - a.age);
  const used = { entries: kept.length, bytes: kept.reduce((sum, { size }) => sum + size, 0) };
  if (used.entries > entries || used.bytes > bytes) {
    for (const file of kept) {
      if (used.entries <= entries * 0.75 && used.bytes <= bytes * 0.75) break;
      doomed.push(file);
      used.entries -= 1;
      used.bytes -= file.size;
    }
  }
  await Promise.all(doomed.map(({ name }) => rm(path.join(directory, name), { force: true })));
  return { entries: entries - used.entries, bytes: bytes - used.bytes };
}

interface CachedFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since it was used last; less than none where a clock was turned back. */
  readonly age: number;
}

async function filesOf(directory: string): Promise<CachedFile[]> {
  const now = Date.now();
  const files = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      // Another run may remove it at any moment.
      const stat = await lstat(path.join(directory, name)).catch(() => undefined);
      return stat === undefined ? [] : [{ name, size: stat.size, age: now - stat.mtimeMs }];
    }),
  );
  return files.flat();
}
