import { type Archive, type ArchivePart, factsAbout } from "../oci/archive.ts";
import type { Blob } from "../oci/blob.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { readDocument } from "../oci/documents/document.ts";
import type { LayerFacts } from "../oci/layer-facts.ts";
import { wrongSize } from "../oci/verified.ts";
import { lacksBlob } from "./layout-blob.ts";
import type { Layout } from "./oci-layout.ts";

export function isLayout(archive: Archive): boolean {
  return archive.find("oci-layout") !== undefined;
}

/** The OCI layout that an archive is. */
export function layoutOf(archive: Archive): Layout {
  return {
    transport: "oci-archive",
    store: new ArchiveStore(archive),
    async read(name) {
      const part = archive.find(name);
      return part === undefined ? undefined : readDocument(part.blob);
    },
  };
}

/** Blobs in a tar. What is read of them is held to what the descriptor says, whatever the tar says. */
class ArchiveStore implements BlobStore {
  readonly what: string;
  readonly #archive: Archive;

  constructor(archive: Archive) {
    this.what = archive.what;
    this.#archive = archive;
  }

  async has({ digest }: Descriptor): Promise<boolean> {
    return Promise.resolve(this.#find(digest) !== undefined);
  }

  async document(descriptor: Descriptor): Promise<Uint8Array> {
    return readDocument(this.layer(descriptor, `${descriptor.digest} of ${this.what}`));
  }

  layer({ digest, size }: Descriptor, what: string): Blob {
    const part = this.#find(digest);
    if (part === undefined) throw lacksBlob(this.what, digest);
    const { blob } = part;
    const check = (): Promise<void> =>
      blob.size === size ? Promise.resolve() : Promise.reject(wrongSize({ what, size }, `${blob.size}`));
    return { ...blob, what, digest, size, check };
  }

  facts(descriptor: Descriptor): LayerFacts | undefined {
    return factsAbout(this.#find(descriptor.digest), descriptor)[0];
  }

  #find(digest: string): ArchivePart | undefined {
    return this.#archive.find(`blobs/${digest.replace(":", "/")}`);
  }
}
