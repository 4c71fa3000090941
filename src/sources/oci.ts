import { lstat, stat } from "node:fs/promises";
import path from "node:path";
import { isErrno, LumogateError, systemReason } from "../model/error.ts";
import type { Blob } from "../oci/blob.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { readDocument } from "../oci/documents/document.ts";
import { wrongSize } from "../oci/verified.ts";
import { lacksBlob } from "./layout-blob.ts";
import { splitLocator } from "./locator.ts";
import { findInLayout } from "./oci-layout.ts";
import type { Source } from "./source.ts";
import { NoRegularFile, storedFile } from "./stored-file.ts";

/** An OCI layout in a folder: of skopeo, umoci, buildah, buildx, crane. */
export const oci = {
  transport: "oci",
  recognises: isLayoutFolder,
  async find(locator, context) {
    const where = await splitLocator(locator);
    const folder = new LayoutFolder(where.path);
    await folder.check();
    context.progress(`Reading ${where.path}`);
    const layout = { transport: "oci", store: folder, read: (name: string) => folder.read(name) };
    return findInLayout(layout, where, locator, context);
  },
} satisfies Source;

/**
 * A layout's folder. Its files come from whoever made the layout, and so do its links: none is followed, or a layout could
 * show the judge a file of this machine. Nor is a pipe opened, which would be waited for.
 */
class LayoutFolder implements BlobStore {
  readonly what: string;

  constructor(folder: string) {
    this.what = folder;
  }

  /** @throws LumogateError `layout.unreadable`, `layout.link` */
  async check(): Promise<void> {
    try {
      if (!(await stat(this.what)).isDirectory()) throw new NoRegularFile("it is not a folder");
    } catch (cause) {
      throw unreadable(this.what, cause);
    }
    for (const name of ["blobs", path.join("blobs", "sha256")]) {
      const entry = await lstat(path.join(this.what, name)).catch(() => undefined);
      if (entry !== undefined && !entry.isDirectory()) throw link(this.what, name, "folder");
    }
  }

  /** @returns undefined where it is not there */
  async read(name: string): Promise<Uint8Array | undefined> {
    const file = await this.#file(name);
    return file === undefined ? undefined : readDocument(file);
  }

  async has({ digest }: Descriptor): Promise<boolean> {
    return (await this.#file(blobName(digest))) !== undefined;
  }

  document(descriptor: Descriptor): Promise<Uint8Array> {
    return readDocument(this.layer(descriptor, `${descriptor.digest} of ${this.what}`));
  }

  layer({ digest, size }: Descriptor, what: string): Blob {
    let found: Promise<Blob | undefined> | undefined;
    const find = (): Promise<Blob | undefined> => (found ??= this.#file(blobName(digest)));
    const folder = this.what;
    async function* open(from?: number, to?: number): AsyncGenerator<Uint8Array> {
      const file = await find();
      if (file === undefined) throw lacksBlob(folder, digest);
      yield* file.open(from, to);
    }
    async function check(): Promise<void> {
      const file = await find();
      if (file === undefined) throw lacksBlob(folder, digest);
      if (file.size !== size) throw wrongSize({ what, size }, `${file.size}`);
    }
    return { what, digest, size, isSeekable: true, open, check };
  }

  async #file(name: string): Promise<Blob | undefined> {
    try {
      return await storedFile(path.join(this.what, name), "refuse");
    } catch (cause) {
      if (isErrno(cause, "ENOENT")) return undefined;
      // What open(2) says of a link that it is not to follow.
      if (isErrno(cause, "ELOOP") || cause instanceof NoRegularFile) throw link(this.what, name, "file");
      throw unreadable(path.join(this.what, name), cause);
    }
  }
}

function blobName(digest: string): string {
  return path.join("blobs", ...digest.split(":"));
}

async function isLayoutFolder(folder: string): Promise<boolean> {
  const entry = await lstat(path.join(folder, "oci-layout")).catch(() => undefined);
  return entry !== undefined;
}

function link(folder: string, name: string, expected: "file" | "folder"): LumogateError {
  return new LumogateError(
    "layout.link",
    `${name} in the OCI layout ${folder} is not a ${expected}, but a link or something else; lumogate follows none.`,
    { hint: "Find out who made this layout, or copy the image with skopeo into a new one." },
  );
}

function unreadable(what: string, cause: unknown): LumogateError {
  return new LumogateError("layout.unreadable", `${what} cannot be read: ${systemReason(cause)}.`, {
    hint: "Name the folder of an OCI layout, and see that it may be read.",
    cause,
  });
}
