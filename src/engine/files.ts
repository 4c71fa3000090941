import { LIMITS } from "../limits.ts";
import type { DirectoryAnswer, FileAnswer, ImageFiles, PathKind, Unreadable } from "../model/image.ts";
import type { TarEntry } from "../oci/tar/tar.ts";
import { compareText, decodeUtf8 } from "../text.ts";
import { type ContainerArchive, type Located, unreadable } from "./container-archive.ts";
import { badAnswer } from "./failure.ts";

/** The files of a container, and so of the image that it was created of, read over the engine's archive API. */
export class ContainerFiles implements ImageFiles {
  readonly #archive: ContainerArchive;

  constructor(archive: ContainerArchive) {
    this.#archive = archive;
  }

  async stat(name: string): Promise<PathKind> {
    const located = await this.#archive.locate(name);
    if (located.kind === "absent") return "absent";
    if (located.kind === "unreadable") return "other";
    const { kind } = located.stat;
    return kind === "file" || kind === "directory" ? kind : "other";
  }

  async readFile(name: string): Promise<FileAnswer> {
    const located = await this.#archive.locate(name);
    return located.kind === "found" ? this.#read(located) : located;
  }

  async readDirectory(name: string): Promise<DirectoryAnswer> {
    const located = await this.#archive.locate(name);
    if (located.kind !== "found") return located;
    const directory = located.path;
    if (located.stat.kind !== "directory") {
      return unreadable(directory, `is a ${located.stat.kind}, not a directory`);
    }
    const children = await this.#children(directory);
    if ("reason" in children) return children;
    const answers = [...children.answers];
    for (const link of children.links) answers.push(...(await this.#followed(link)));
    // Two links may lead to one file.
    const files = new Map(
      answers.flatMap((answer) => (answer.kind === "file" ? [[answer.path, answer]] : [])),
    );
    return {
      kind: "directory",
      path: directory,
      files: [...files.values()].map(({ path: at, bytes }) => ({ path: at, bytes })).toSorted(byPath),
      unreadable: answers.filter((answer) => answer.kind === "unreadable").toSorted(byPath),
    };
  }

  /** What lies directly in a directory. The engine sends all that lies below, so the bounds count all of it. */
  async #children(directory: string): Promise<Unreadable | Children> {
    const answers: Present[] = [];
    const links: string[] = [];
    let bytes = 0;
    let count = 0;
    for await (const entry of this.#archive.entries(directory)) {
      bytes += entry.size;
      count += 1;
      if (bytes > LIMITS.directoryBytes) return tooLarge(directory, "bytes", "directoryBytes");
      if (count > LIMITS.directoryEntries) return tooLarge(directory, "entries", "directoryEntries");
      const child = childPath(directory, entry);
      if (child === undefined || entry.type === "directory") continue;
      if (entry.type === "file") answers.push({ kind: "file", path: child, bytes: await contentOf(entry) });
      // A hard link's content stands with its other name, which may be anywhere; the engine finds it.
      else if (entry.type === "symlink" || entry.type === "hardlink") links.push(child);
      else answers.push(unreadable(child, "is neither a file nor a directory"));
    }
    return { answers, links };
  }

  /** What a link in a directory leads to; nothing where that is a directory. */
  async #followed(link: string): Promise<Present[]> {
    const located = await this.#archive.locate(link);
    if (located.kind === "unreadable") return [located];
    if (located.kind === "absent") return [unreadable(link, "is listed, but not there")];
    return located.stat.kind === "directory" ? [] : [await this.#read(located)];
  }

  async #read(located: Located): Promise<Present> {
    const refusal = notAFile(located);
    if (refusal !== undefined) return refusal;
    let bytes: Uint8Array | undefined;
    for await (const entry of this.#archive.entries(located.path)) {
      if (bytes !== undefined || entry.type !== "file" || entry.size !== located.stat.size) {
        throw badAnswer(
          `GET ${located.path} of the container`,
          "its tar holds something else than the one file",
        );
      }
      bytes = await contentOf(entry);
    }
    if (bytes === undefined) throw badAnswer(`GET ${located.path} of the container`, "its tar is empty");
    return { kind: "file", path: located.path, bytes };
  }
}

type Present = Exclude<FileAnswer, { kind: "absent" }>;

interface Children {
  readonly answers: readonly Present[];
  /** Paths whose content is elsewhere. */
  readonly links: readonly string[];
}

function notAFile({ path: name, stat }: Located): Unreadable | undefined {
  if (stat.kind !== "file") return unreadable(name, `is a ${stat.kind}, not a file`);
  return stat.size > LIMITS.fileBytes ? tooLarge(name, "bytes", "fileBytes") : undefined;
}

/** The path of an entry that lies directly in the directory; undefined for the directory itself and all below. */
function childPath(directory: string, { name }: TarEntry): string | undefined {
  // The first part is the directory's own name, but for the root, which has none.
  const parts = decodeUtf8(name)
    .text.split("/")
    .filter((part) => part !== "");
  const [child, ...deeper] = directory === "/" ? parts : parts.slice(1);
  return child === undefined || deeper.length > 0
    ? undefined
    : `${directory === "/" ? "" : directory}/${child}`;
}

async function contentOf({ body }: TarEntry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function tooLarge(
  name: string,
  unit: string,
  limit: "fileBytes" | "directoryBytes" | "directoryEntries",
): Unreadable {
  return unreadable(name, `holds more than ${LIMITS[limit]} ${unit} (limit ${limit})`);
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}
