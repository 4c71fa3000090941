import { LIMITS } from "../limits.ts";
import type {
  DirectoryAnswer,
  FileAnswer,
  FileContent,
  ImageFiles,
  PathKind,
  Unreadable,
} from "../model/image.ts";
import { byteString, decodeUtf8 } from "../text.ts";
import { linkToNothing } from "./link-to-nothing.ts";
import { type Directory, type File, type Found, type Node, walk, whyDangling } from "./tree.ts";

/** Gets the contents of files, from wherever the layers are. */
export type ReadContent = (file: File) => Promise<Uint8Array>;

/** The files of a merged tree, whose contents are read when somebody asks for them. */
export function imageFiles(root: Directory, read: ReadContent): ImageFiles {
  const find = (path: string): Found => walk(root, byteString(Buffer.from(path)), { followLast: true });
  return {
    stat: (path) => Promise.resolve(pathKind(find(path))),
    readFile: (path) => readFile(find(path), path, read),
    readDirectory: (path) => readDirectory(root, find(path), path, read),
  };
}

function pathKind(found: Found): PathKind {
  if (found.kind === "absent") return "absent";
  if (found.kind !== "found") return "other";
  return found.node.kind === "file" || found.node.kind === "directory" ? found.node.kind : "other";
}

async function readFile(found: Found, path: string, read: ReadContent): Promise<FileAnswer> {
  if (found.kind === "absent") return found;
  if (found.kind === "dangling") return linkToNothing(path, found.missing);
  if (found.kind === "loop") return unreadable(path, LOOP);
  const { node } = found;
  const shown = decodeUtf8(found.path).text;
  if (node.kind !== "file") return unreadable(shown, whyNotFile(node));
  if (node.size > LIMITS.fileBytes) {
    return unreadable(shown, `It has ${node.size} bytes, more than ${LIMITS.fileBytes} (limit fileBytes).`);
  }
  return { kind: "file", path: shown, bytes: await read(node) };
}

async function readDirectory(
  root: Directory,
  found: Found,
  path: string,
  read: ReadContent,
): Promise<DirectoryAnswer> {
  if (found.kind === "absent") return found;
  if (found.kind === "dangling") return linkToNothing(path, found.missing);
  if (found.kind === "loop") return unreadable(path, LOOP);
  const { node } = found;
  const shown = decodeUtf8(found.path).text;
  if (node.kind !== "directory") return unreadable(shown, "It is not a directory.");
  if (node.children.size > LIMITS.directoryEntries) {
    return unreadable(shown, `It has more than ${LIMITS.directoryEntries} entries (limit directoryEntries).`);
  }

  const names = [...node.children.keys()].toSorted();
  const entries = names.map((name) => ({
    name,
    target: walk(root, `${found.path}/${name}`, { followLast: true }),
  }));
  const total = entries.reduce((sum, { target }) => sum + sizeOf(target), 0);
  if (total > LIMITS.directoryBytes) {
    return unreadable(
      shown,
      `Its files have ${total} bytes, more than ${LIMITS.directoryBytes} (limit directoryBytes).`,
    );
  }
  // Asked for all at once: contents that lie in one layer are then read in one go.
  const answers = await Promise.all(
    entries
      .filter(({ target }) => !isDirectory(target))
      .map(async ({ name, target }) => {
        const entry = `${shown === "/" ? "" : shown}/${decodeUtf8(name).text}`;
        return { target, answer: await readEntry(target, entry, read) };
      }),
  );
  // By where they were found, since two links may lead to one file; in bytes, since two names may look alike.
  const files = new Map<string, FileContent>();
  const bad: Unreadable[] = [];
  for (const { target, answer } of answers) {
    if (answer.kind === "unreadable") bad.push(answer);
    else if (target.kind === "found") files.set(target.path, { path: answer.path, bytes: answer.bytes });
  }
  return { kind: "directory", path: shown, files: [...files.values()], unreadable: bad };
}

async function readEntry(
  target: Found,
  path: string,
  read: ReadContent,
): Promise<Exclude<FileAnswer, { kind: "absent" }>> {
  const answer = await readFile(target, path, read);
  return answer.kind === "absent" ? unreadable(path, "It is listed, but not there.") : answer;
}

function sizeOf(found: Found): number {
  return found.kind === "found" && found.node.kind === "file" ? found.node.size : 0;
}

function isDirectory(found: Found): boolean {
  return found.kind === "found" && found.node.kind === "directory";
}

const LOOP = `The links that lead there go in a circle, or are more than ${LIMITS.symlinks}.`;

function whyNotFile(node: Exclude<Node, File>): string {
  if (node.kind === "dangling-link") return whyDangling(node);
  return node.kind === "directory"
    ? "It is a directory, not a file."
    : "It is a device or a pipe, not a file.";
}

function unreadable(path: string, reason: string): Unreadable {
  return { kind: "unreadable", path, reason };
}
