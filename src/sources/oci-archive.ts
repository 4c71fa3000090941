import { type Archive, type ArchivePart, factsAbout } from "../oci/archive.ts";
import type { Blob } from "../oci/blob.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { readDocument } from "../oci/document.ts";
import type { LayerFacts } from "../oci/layer-facts.ts";
import { isArchiveWith, openArchiveFile } from "./archive-file.ts";
import { lacksBlob } from "./layout-blob.ts";
import { type Locator, splitLocator } from "./locator.ts";
import { findInLayout, type Layout } from "./oci-layout.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** A tar of an OCI layout, also when it is compressed: of skopeo, podman, buildx, `ctr export`, and of Docker since 25. */
export const ociArchive = {
  transport: "oci-archive",
  recognises: (path) => isArchiveWith("oci-layout", path),
  async find(locator, context) {
    const where = await splitLocator(locator);
    return findInLayoutArchive(await openArchiveFile(where.path, context), where, locator, context);
  },
} satisfies Source;

/** @param locator what the user wrote, with the path and the choice in it */
export function findInLayoutArchive(
  archive: Archive,
  where: Locator,
  locator: string,
  context: SourceContext,
): Promise<FoundImage[]> {
  return findInLayout(layoutOf(archive), where, locator, context);
}

export function isLayout(archive: Archive): boolean {
  return archive.find("oci-layout") !== undefined;
}

function layoutOf(archive: Archive): Layout {
  return {
    transport: ociArchive.transport,
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
    return { ...part.blob, what, digest, size };
  }

  facts(descriptor: Descriptor): LayerFacts | undefined {
    return factsAbout(this.#find(descriptor.digest), descriptor)[0];
  }

  #find(digest: string): ArchivePart | undefined {
    return this.#archive.find(`blobs/${digest.replace(":", "/")}`);
  }
}
