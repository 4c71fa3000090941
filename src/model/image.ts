import type { Attachments } from "./attachments.ts";
import type { FileFacts } from "./file-facts.ts";
import type { Gap, ImageConfig, ImageIdentity, Inventory, Layer, LayerChanges } from "./inventory.ts";

/** An image that a source has opened: its facts, and its files on demand. Whoever opens it closes it. */
export interface OpenImage {
  readonly identity: ImageIdentity;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** What the source itself could not read. */
  readonly gaps: readonly Gap[];
  readonly files: ImageFiles;
  /** The whole tree; the first call may read all of the image. Left out where there are no files: an SBOM. */
  tree?(): Promise<ImageTree>;
  /** What somebody else has found in the image, where that is all there is: an SBOM. */
  readonly recorded?: RecordedInventory;
  /** Left out where the source has no layers to show: a folder, a container. */
  readonly history?: ImageHistory;
  /**
   * What is attached to the image where it came from. Left out where nothing can be attached: a file of `docker save`.
   *
   * @throws LumogateError where it cannot be found out what the image is called there
   */
  attachments?(): Promise<Attachments>;
  close(): Promise<void>;
}

/** Parts of an inventory that were taken elsewhere; the scope is how far it was looked there, left out where nobody says. */
export type RecordedInventory = Pick<Inventory, "packages" | "databases"> &
  Partial<Pick<Inventory, "os" | "files" | "scope">>;

/** How an image came to be what it is. Asking may cost a read of all layers. */
export interface ImageHistory {
  /**
   * The image's files as of each of its layers, the lowest first; the last state is the whole image.
   *
   * @param options `trees`: each with its whole tree, which may cost a read of all layers; left out: without, where that
   *   is cheaper
   */
  states(options?: { readonly trees: boolean }): Promise<readonly ImageState[]>;
  /** What each layer did, in the order of the states. */
  changes(): Promise<readonly LayerChanges[]>;
}

export interface ImageState {
  /** Index in `layers` of the step that made this layer. */
  readonly layer: number;
  readonly files: ImageFiles;
  /** The whole tree as of this layer; left out where the source shows single files only, unless whole trees were asked for. */
  readonly tree?: ImageTree;
}

/** An image's merged tree, all of it. */
export interface ImageTree {
  /** The same tree, on demand. What was `wanted` is at hand. */
  readonly files: ImageFiles;
  /**
   * Every name in the tree but the root's: a directory before what lies in it, and what lies in it in the order of the
   * names' bytes; a file with several names (hard links) under each. What a runtime mounts over (`/proc`, `/dev`, `/etc/hosts`, …) is left out.
   */
  entries(): Iterable<TreeEntry>;
  /** What lies at a path itself, which no link is on the way to; none is followed. */
  entry(path: string): TreeEntry | undefined;
}

export interface TreeEntry {
  /** Absolute. */
  readonly path: string;
  readonly kind: "file" | "directory" | "symlink" | "special";
  /** Permission bits with setuid, setgid and the sticky bit: 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file; 0 for all else. */
  readonly size: number;
  /** Where a symlink leads, as it is written. */
  readonly target?: string;
  /** The extended attribute `security.capability` (capabilities(7)). */
  readonly capabilities?: Uint8Array;
  /** What was found in a file's content; left out where that was nothing. One object for all names of one file, in all states. */
  readonly facts?: FileFacts;
  /** One object for all names of a file that has several (hard links): its content was looked at under one of them. */
  readonly shared?: object;
  /** Why a file's content, or what lies in a directory, was not looked at, though something may be in it; a sentence. */
  readonly unread?: string;
}

/**
 * The image's merged file tree, read on demand. Paths are absolute in the image; links are followed inside the
 * image's root only. "Absent" is an answer; everything else that is not the thing asked for is `unreadable`,
 * so that no reader can mistake it for absence. A failure of the source itself throws.
 */
export interface ImageFiles {
  /** What lies at the path, without its content. */
  stat(path: string): Promise<PathKind>;
  readFile(path: string): Promise<FileAnswer>;
  /** The regular files directly in a directory, sorted by name; links among them followed. */
  readDirectory(path: string): Promise<DirectoryAnswer>;
}

export type PathKind = "absent" | "file" | "directory" | "other";

export interface FileContent {
  /** Where it was found, links followed. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Absent {
  readonly kind: "absent";
}

/** Something is there, but not what was asked for: a link that loops, a pipe, a directory, too many bytes. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly path: string;
  /** A sentence. */
  readonly reason: string;
  /** For a link to nothing, or what lies behind one: where it leads. */
  readonly missing?: string;
}

export type FileAnswer = Absent | Unreadable | ({ readonly kind: "file" } & FileContent);

export type DirectoryAnswer =
  | Absent
  | Unreadable
  | {
      readonly kind: "directory";
      readonly path: string;
      readonly files: readonly FileContent[];
      /** Entries that are neither files nor directories, or could not be followed. */
      readonly unreadable: readonly Unreadable[];
    };
