import type { Gap, ImageConfig, ImageIdentity, Layer, LayerChanges } from "./inventory.ts";

/** An image that a source has opened: its facts, and its files on demand. Whoever opens it closes it. */
export interface OpenImage {
  readonly identity: ImageIdentity;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** What the source itself could not read. */
  readonly gaps: readonly Gap[];
  readonly files: ImageFiles;
  /** Left out where the source has no layers to show: a folder, a container. */
  readonly history?: ImageHistory;
  close(): Promise<void>;
}

/** How an image came to be what it is. Asking may cost a read of all layers. */
export interface ImageHistory {
  /** The image's files as of each of its layers, the lowest first; the last state is the whole image. */
  states(): Promise<readonly ImageState[]>;
  /** What each layer did, in the order of the states. */
  changes(): Promise<readonly LayerChanges[]>;
}

export interface ImageState {
  /** Index in `layers` of the step that made this layer. */
  readonly layer: number;
  readonly files: ImageFiles;
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
