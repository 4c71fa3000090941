import { LIMITS } from "../limits.ts";
import { systemReason } from "../model/error.ts";
import type {
  DirectoryAnswer,
  FileAnswer,
  FileContent,
  ImageFiles,
  PathKind,
  Unreadable,
} from "../model/image.ts";
import { concurrently } from "../oci/concurrently.ts";
import { linkToNothing } from "../oci/link-to-nothing.ts";
import { byteString, decodeUtf8 } from "../text.ts";
import { childNames, contentOf, type HostEntry } from "./host-entry.ts";
import { type HostFound, type Located, locate } from "./host-walk.ts";

/** The files of a folder of this machine, taken for the root of a file system: read when somebody asks for them. */
export class HostFiles implements ImageFiles {
  readonly #root: readonly HostEntry[];
  readonly #signal: AbortSignal;
  #last: Promise<unknown> = Promise.resolve();

  /** @param root stays the caller's to close */
  constructor(root: HostEntry, signal: AbortSignal) {
    this.#root = [root];
    this.#signal = signal;
  }

  stat(path: string): Promise<PathKind> {
    return this.#inTurn(path, (found) => Promise.resolve(pathKind(found)));
  }

  readFile(path: string): Promise<FileAnswer> {
    return this.#inTurn(path, (found) => readFile(found, path));
  }

  readDirectory(path: string): Promise<DirectoryAnswer> {
    return this.#inTurn(path, (found) => readDirectory(found, path, this.#signal));
  }

  /** One after the other: a hostile folder makes each of them hold directories and a large file. */
  #inTurn<T>(path: string, use: (found: HostFound) => Promise<T>): Promise<T> {
    const answer = this.#last.then(() => {
      this.#signal.throwIfAborted();
      return locate(this.#root, byteString(Buffer.from(path)), use);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

function pathKind(found: HostFound): PathKind {
  if (found.kind === "absent") return "absent";
  if (found.kind !== "found") return "other";
  if (isDirectory(found)) return "directory";
  return found.entry.stat.isFile() ? "file" : "other";
}

async function readFile(found: HostFound, path: string): Promise<FileAnswer> {
  if (found.kind === "absent") return found;
  if (found.kind === "dangling") return linkToNothing(path, found.missing);
  if (found.kind === "not reached") return unreadable(path, found.reason);
  const shown = decodeUtf8(found.path).text;
  const { stat } = found.entry;
  if (stat.isDirectory()) return unreadable(shown, "It is a directory, not a file.");
  if (!stat.isFile()) return unreadable(shown, "It is a device or a pipe, not a file.");
  if (stat.size > LIMITS.fileBytes) {
    return unreadable(shown, `It has ${stat.size} bytes, more than ${LIMITS.fileBytes} (limit fileBytes).`);
  }
  try {
    const bytes = await contentOf(found.entry);
    return bytes === undefined
      ? unreadable(shown, "It was changed while it was being read.")
      : { kind: "file", path: shown, bytes };
  } catch (error) {
    return unreadable(shown, `It cannot be read: ${systemReason(error)}.`);
  }
}

async function readDirectory(found: HostFound, path: string, signal: AbortSignal): Promise<DirectoryAnswer> {
  if (found.kind === "absent") return found;
  if (found.kind === "dangling") return linkToNothing(path, found.missing);
  if (found.kind === "not reached") return unreadable(path, found.reason);
  const shown = decodeUtf8(found.path).text;
  if (!found.entry.stat.isDirectory()) return unreadable(shown, "It is not a directory.");
  const names = await sortedNames(found);
  if (typeof names === "string") return unreadable(shown, names);

  const entries = await readEntries(found, names, signal);
  if (entries === undefined) {
    const reason = `Its files have more than ${LIMITS.directoryBytes} bytes (limit directoryBytes).`;
    return unreadable(shown, reason);
  }
  // By where they were found, since two links may lead to one file; in bytes, since two names may look alike.
  const files = new Map<string, FileContent>();
  const bad: Unreadable[] = [];
  for (const { place, answer } of entries) {
    if (answer.kind === "file") files.set(place, { path: answer.path, bytes: answer.bytes });
    else bad.push(answer);
  }
  return { kind: "directory", path: shown, files: [...files.values()], unreadable: bad };
}

interface EntryAnswer {
  /** Where it was found, links followed; a byte string. */
  readonly place: string;
  readonly answer: ({ readonly kind: "file" } & FileContent) | Unreadable;
}

/** @returns all but the directories, in the order of the names; undefined where they are too large together */
async function readEntries(
  directory: Located,
  names: readonly string[],
  signal: AbortSignal,
): Promise<EntryAnswer[] | undefined> {
  const above = directory.path === "/" ? "" : directory.path;
  const answers = names.map((name): { name: string; entry?: EntryAnswer } => ({ name }));
  let total = 0;
  await concurrently(answers, signal, (answer) =>
    locate(directory.way, answer.name, async (found) => {
      total += sizeOf(found);
      if (total > LIMITS.directoryBytes || isDirectory(found)) return;
      const place = found.kind === "found" ? found.path : `${above}/${answer.name}`;
      const shown = decodeUtf8(place).text;
      const read = await readFile(found, shown);
      const isGone = read.kind === "absent";
      answer.entry = { place, answer: isGone ? unreadable(shown, "It is listed, but not there.") : read };
    }),
  );
  return total > LIMITS.directoryBytes ? undefined : answers.flatMap(({ entry }) => entry ?? []);
}

/** @returns a sentence where they cannot be told */
async function sortedNames({ entry }: Located): Promise<string[] | string> {
  const names: string[] = [];
  try {
    for await (const name of childNames(entry)) {
      names.push(name);
      if (names.length > LIMITS.directoryEntries) {
        return `It has more than ${LIMITS.directoryEntries} entries (limit directoryEntries).`;
      }
    }
  } catch (error) {
    return `It cannot be read: ${systemReason(error)}.`;
  }
  return names.toSorted();
}

function isDirectory(found: HostFound): boolean {
  return found.kind === "found" && found.entry.stat.isDirectory();
}

function sizeOf(found: HostFound): number {
  return found.kind === "found" && found.entry.stat.isFile() ? found.entry.stat.size : 0;
}

function unreadable(path: string, reason: string): Unreadable {
  return { kind: "unreadable", path, reason };
}
