import { isUtf8 } from "node:buffer";
import { type BigIntStats, constants, type Dirent } from "node:fs";
import { lstat, open, readdir, readlink } from "node:fs/promises";
import path from "node:path";
import { isErrno, LumogateError, systemReason } from "../../model/error.ts";
import type { IgnoreRules, Judgement } from "./ignore.ts";

/** One member of a build's context, as an engine gets it: owned by root, links as links. */
export type ContextEntry = {
  /** Relative, with `/`, without one at either end. */
  readonly path: string;
  /** The lower twelve bits: permissions, set-user-id, set-group-id, sticky. */
  readonly mode: number;
  readonly mtimeNs: bigint;
} & (
  | { readonly type: "file"; readonly size: number; readonly content: () => AsyncIterable<Uint8Array> }
  /** Another name of a file that came before. */
  | { readonly type: "hard-link"; readonly target: string }
  | { readonly type: "directory" }
  | { readonly type: "symlink"; readonly target: string }
  | { readonly type: "fifo" }
  | { readonly type: "character-device" | "block-device"; readonly major: number; readonly minor: number }
);

/** A file that is not in the context's folder, or not with this content. */
export function fileEntry(name: string, content: Uint8Array): ContextEntry & { type: "file" } {
  const bytes = async function* bytes(): AsyncGenerator<Uint8Array> {
    yield content;
  };
  return { path: name, mode: 0o644, mtimeNs: 0n, type: "file", size: content.length, content: bytes };
}

interface Place {
  readonly path: string;
  readonly judgement?: Judgement;
  readonly folder?: Place;
  readonly entry?: ContextEntry;
  sent: boolean;
}

/**
 * Walks a context as docker does: what the rules keep, a folder in front of what it holds, names in the order of their
 * bytes (BuildKit refuses any other), an ignored folder only where something below it is kept. Sockets are left out.
 * Links are never followed; a file is opened when its content is asked for.
 *
 * @throws LumogateError `build.context` where something cannot be read: docker would send an empty file
 */
export async function* walkContext(root: string, rules: IgnoreRules): AsyncGenerator<ContextEntry> {
  /** Paths of files with several names, by device and inode. */
  const names = new Map<string, string>();
  yield* below({ path: "", sent: true });

  async function* below(folder: Place): AsyncGenerator<ContextEntry> {
    const children = (await list(root, folder)).flatMap(({ name, isDirectory }) => {
      const here = folder.path === "" ? name : `${folder.path}/${name}`;
      const judgement = rules.judge(here, folder.judgement);
      const wanted = !judgement.ignored || (isDirectory && rules.mayKeepBelow(here));
      return wanted ? [{ here, judgement }] : [];
    });
    // Together: one after the other takes several times as long.
    const facts = await Promise.all(children.map(({ here }) => look(root, here)));
    for (const [index, { here, judgement }] of children.entries()) {
      const fact = facts[index];
      const entry = fact === undefined ? undefined : describe(root, here, fact, names);
      if (entry === undefined) continue;
      const place: Place = { path: here, judgement, folder, entry, sent: false };
      if (!judgement.ignored) yield* send(place);
      if (entry.type === "directory") yield* below(place);
    }
  }
}

/** The entry, behind the folders that hold it where they were ignored so far. */
function* send(place: Place): Generator<ContextEntry> {
  if (place.sent || place.entry === undefined) return;
  place.sent = true;
  if (place.folder !== undefined) yield* send(place.folder);
  yield place.entry;
}

async function list(root: string, folder: Place): Promise<{ name: string; isDirectory: boolean }[]> {
  let children: Dirent<Buffer>[];
  try {
    // As bytes: a name that is not UTF-8 would come back as another name.
    children = await readdir(path.join(root, folder.path), { withFileTypes: true, encoding: "buffer" });
  } catch (cause) {
    // As docker does: a database's folder that is another user's and ignored is in nobody's way.
    if (folder.judgement?.ignored === true && isErrno(cause, "EACCES")) return [];
    throw unreadable(root, folder.path, cause);
  }
  return children
    .toSorted((a, b) => Buffer.compare(a.name, b.name))
    .map((child) => ({ name: decodeName(child.name, root, folder.path), isDirectory: child.isDirectory() }));
}

function decodeName(name: Buffer, root: string, folder: string): string {
  if (isUtf8(name)) return name.toString();
  throw new LumogateError(
    "build.context",
    `A name in ${path.join(root, folder)}, in the build context, is not UTF-8: "${name.toString("latin1")}".`,
    { hint: "Rename it, or move it out of the context." },
  );
}

interface Facts {
  readonly stats: BigIntStats;
  /** Where a link points. */
  readonly target: string;
}

/** Undefined for what has gone since the folder was listed. */
async function look(root: string, here: string): Promise<Facts | undefined> {
  const file = path.join(root, here);
  try {
    const stats = await lstat(file, { bigint: true });
    return { stats, target: stats.isSymbolicLink() ? await readlink(file) : "" };
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return undefined;
    throw unreadable(root, here, cause);
  }
}

/** Undefined for a socket. */
function describe(
  root: string,
  here: string,
  { stats, target }: Facts,
  names: Map<string, string>,
): ContextEntry | undefined {
  const common = { path: here, mode: Number(stats.mode & 0o7777n), mtimeNs: stats.mtimeNs };
  if (stats.isDirectory()) return { ...common, type: "directory" };
  if (stats.isFile()) return { ...common, ...describeFile(root, here, stats, names) };
  if (stats.isSymbolicLink()) return { ...common, type: "symlink", target };
  if (stats.isFIFO()) return { ...common, type: "fifo" };
  if (stats.isSocket()) return undefined;
  return {
    ...common,
    type: stats.isBlockDevice() ? "block-device" : "character-device",
    ...device(stats.rdev),
  };
}

/** As Linux packs both numbers; only its root can have such files at all. */
function device(rdev: bigint): { major: number; minor: number } {
  return { major: Number((rdev >> 8n) & 0xfffn), minor: Number((rdev & 0xffn) | ((rdev >> 12n) & 0xfff00n)) };
}

function describeFile(root: string, here: string, stats: BigIntStats, names: Map<string, string>) {
  if (stats.nlink > 1n) {
    const inode = `${stats.dev}:${stats.ino}`;
    const target = names.get(inode);
    if (target !== undefined) return { type: "hard-link", target } as const;
    names.set(inode, here);
  }
  const size = Number(stats.size);
  return { type: "file", size, content: () => read(root, here, size) } as const;
}

/** Exactly `size` bytes: what grows meanwhile is cut off, as tar would have to; what shrinks is an error. */
async function* read(root: string, here: string, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  try {
    // Never through a link that has taken the file's place since.
    const handle = await open(path.join(root, here), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const buffer = Buffer.allocUnsafe(Math.min(size, CHUNK_BYTES));
      while (left > 0) {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(left, buffer.length));
        if (bytesRead === 0) break;
        left -= bytesRead;
        yield Buffer.from(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(root, here, cause);
  }
  if (left > 0) throw unreadable(root, here, new Error(`it became ${left} bytes shorter meanwhile`));
}

/** fsutil's own portion: a message of the session holds one, and no peer takes messages of any size. */
const CHUNK_BYTES = 32 * 1024;

function unreadable(root: string, here: string, cause: unknown): LumogateError {
  if (cause instanceof LumogateError) return cause;
  return new LumogateError(
    "build.context",
    `${path.join(root, here)}, in the build context, cannot be read: ${systemReason(cause)}.`,
    { hint: "Give yourself read access to it, or keep it out of the context with .dockerignore.", cause },
  );
}
