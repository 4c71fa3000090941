import { createHash } from "node:crypto";
import type { Blob } from "../oci/blob.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { readDocument } from "../oci/documents/document.ts";
import { INDEX_TYPES, isSchema1Type, MANIFEST_TYPES } from "../oci/documents/media-types.ts";
import { type RegistryReference, referenceText } from "../reference.ts";
import { registryBlob } from "./blob.ts";
import { readBody } from "./body.ts";
import { type RegistryContext, RepositoryClient } from "./client.ts";
import type { Answer } from "./exchange.ts";
import { badAnswer, isFailure, wrongDigest } from "./failure.ts";
import { listReferrers, type Referrer } from "./referrers.ts";
import { retrying } from "./retry.ts";
import { deadlineFor } from "./timing.ts";

/** What a registry may give out as a manifest; the API has it say which. */
const MANIFESTS = new Set([...MANIFEST_TYPES, ...INDEX_TYPES]);

interface Document {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

/** A repository of a registry, as a store of blobs in which names lead to manifests. */
export class Repository implements BlobStore {
  readonly what: string;
  readonly #client: RepositoryClient;
  /** Manifests that have been read, by their digests. */
  readonly #manifests = new Map<string, Buffer>();

  constructor(reference: Pick<RegistryReference, "domain" | "path">, context: RegistryContext) {
    this.what = `${reference.domain}/${reference.path}`;
    this.#client = new RepositoryClient(reference, context);
  }

  /**
   * What a name means now: the digest that we computed of what the registry gave out for it. All that follows is asked for by
   * digest, so that a tag that moves meanwhile changes nothing.
   *
   * @throws RegistryFailure `registry.*`
   */
  async resolve(reference: RegistryReference): Promise<Descriptor> {
    // A digest says more than a tag beside it, and docker, too, ignores the tag then.
    const name = reference.digest ?? reference.tag ?? "latest";
    const what = `the manifest of ${referenceText(reference)}`;
    const { mediaType, digest, bytes } = await this.#manifest(name, what);
    if (reference.digest !== undefined && digest !== reference.digest)
      throw wrongDigest(what, digest, reference.digest);
    return { mediaType, digest, size: bytes.length, annotations: new Map(), isForeign: false };
  }

  /** A manifest or an index by its tag. @returns undefined where there is no such tag */
  async tagged(tag: string): Promise<Uint8Array | undefined> {
    try {
      return (await this.#manifest(tag, `the manifest of ${this.what}:${tag}`)).bytes;
    } catch (error) {
      if (isFailure(error, "registry.not-found")) return undefined;
      throw error;
    }
  }

  /** What says that it is about something of this digest. @returns undefined where the registry keeps no such list */
  referrers(digest: string): Promise<readonly Referrer[] | undefined> {
    return listReferrers(this.#client, digest, this.what);
  }

  /**
   * A registry takes no manifest before what it names; what is gone since is missed when it is read. Only a layer that may be kept
   * elsewhere is asked for.
   */
  async has({ digest, isForeign }: Descriptor): Promise<boolean> {
    if (!isForeign) return true;
    const question = {
      method: "HEAD",
      path: `blobs/${digest}`,
      what: `the layer ${digest} of ${this.what}`,
    } as const;
    const { patience } = this.#client;
    try {
      const ask = (): Promise<Answer> =>
        this.#client.get({ ...question, deadline: deadlineFor(patience.timing) });
      (await retrying(ask, patience)).discard();
      return true;
    } catch (error) {
      if (isFailure(error, "registry.not-found")) return false;
      throw error;
    }
  }

  async document(descriptor: Descriptor): Promise<Uint8Array> {
    const { digest, size } = descriptor;
    const bytes =
      this.#manifests.get(digest) ??
      (MANIFESTS.has(descriptor.mediaType)
        ? await this.#byDigest(descriptor)
        : await readDocument(this.layer(descriptor, `the config ${digest} of ${this.what}`)));
    if (bytes.length === size) return bytes;
    throw badAnswer(this.what, digest, `it has ${bytes.length} bytes, expected ${size}`);
  }

  layer(descriptor: Descriptor, what: string): Blob {
    return registryBlob(this.#client, descriptor, what);
  }

  async #byDigest({ digest, mediaType }: Descriptor): Promise<Buffer> {
    const what = `the manifest of ${this.what}@${digest}`;
    const found = await this.#manifest(digest, what);
    if (found.digest !== digest) throw wrongDigest(what, found.digest, digest);
    if (found.mediaType === mediaType) return found.bytes;
    // Whoever believes the one reads another image than who believes the other.
    throw badAnswer(this.what, what, `it is of type ${found.mediaType}, expected ${mediaType}`);
  }

  async #manifest(name: string, what: string): Promise<Document> {
    const headers = { accept: [...MANIFESTS].join(", ") };
    return retrying(async () => {
      const deadline = deadlineFor(this.#client.patience.timing);
      const answer = await this.#client.get({ path: `manifests/${name}`, what, headers, deadline });
      const mediaType = (answer.header("content-type") ?? "").replace(/\s*;.*$/s, "").toLowerCase();
      // Schema 1 comes unasked where there is nothing else, and has a sentence of its own further on.
      if (!MANIFESTS.has(mediaType) && !isSchema1Type(mediaType)) {
        answer.discard();
        throw badAnswer(answer.host, what, `its Content-Type is that of no image that lumogate reads`);
      }
      const bytes = await readBody(answer, what, "manifestBytes");
      const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      const claimed = answer.header("docker-content-digest");
      if (claimed?.startsWith("sha256:") === true && claimed !== digest)
        throw wrongDigest(what, digest, claimed);
      this.#manifests.set(digest, bytes);
      return { mediaType, digest, bytes };
    }, this.#client.patience);
  }
}
