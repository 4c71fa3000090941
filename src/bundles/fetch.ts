import path from "node:path";
import { buffer } from "node:stream/consumers";
import { DiskCache } from "../disk-cache.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { DigestedStream, verified } from "../oci/verified.ts";
import { referenceText } from "../reference.ts";
import type { RegistryContext } from "../registry/client.ts";
import type { Repository } from "../registry/repository.ts";
import { type BundleAddress, pinOf } from "./address.ts";
import { unpackBundle } from "./archive.ts";
import { digestOf, layersOf } from "./artifact.ts";
import type { PolicyBundle } from "./bundle.ts";
import { broken, contentsOf, type StoredFile } from "./contents.ts";

export interface FetchContext extends RegistryContext {
  /** Pinned bundles are kept in a folder of this one; left out: no cache. */
  readonly cacheDirectory?: string;
}

type OciAddress = Extract<BundleAddress, { kind: "oci" }>;
type WebAddress = Extract<BundleAddress, { kind: "https" }>;

/**
 * A bundle to judge by. It must be pinned: what a tag means, somebody else decides, and a verdict by it could not be repeated.
 * Once fetched, it is taken from the cache, and nobody is asked.
 *
 * @throws LumogateError `policy.unpinned`, and as `fetchBundle`
 */
export async function fetchPinned(address: BundleAddress, context: FetchContext): Promise<PolicyBundle> {
  const pin = pinOf(address);
  if (pin === undefined) throw unpinned(address);
  if (context.cacheDirectory === undefined) return fetchBundle(address, context);
  const cache = new DiskCache(path.join(context.cacheDirectory, "bundles"), {
    entries: LIMITS.cachedPolicies,
    bytes: LIMITS.cachedPoliciesBytes,
    entryBytes: LIMITS.cachedPolicyBytes,
  });
  const key = `bundle 1 ${address.kind} ${pin}`;
  const kept = await cache.get(key);
  if (kept !== undefined)
    return { ...(JSON.parse(kept.toString("utf8")) as PolicyBundle), pinned: pinnedText(address, pin) };
  const bundle = await fetchBundle(address, context);
  await cache.put(key, Buffer.from(JSON.stringify(bundle)));
  return bundle;
}

/**
 * What an address means now, read to its end and held against every digest.
 *
 * @throws LumogateError `policy.bundle`, `registry.*`, `blob.*`, `tar.*`, `compression.*`; the signal's reason
 */
export async function fetchBundle(address: BundleAddress, context: FetchContext): Promise<PolicyBundle> {
  context.progress(`Fetching the policy ${address.text}`);
  const { digest, files } =
    address.kind === "oci" ? await fromRegistry(address, context) : await fromWeb(address, context);
  return { pinned: pinnedText(address, digest), digest, ...contentsOf(files, address.text) };
}

interface Fetched {
  readonly digest: string;
  readonly files: readonly StoredFile[];
}

async function fromRegistry({ reference, text }: OciAddress, context: FetchContext): Promise<Fetched> {
  const { Repository } = await import("../registry/repository.ts");
  const repository = new Repository(reference, context);
  const root = await repository.resolve(reference);
  const layers = layersOf(await repository.document(root), text);
  if (layers.kind === "bundle")
    return { digest: root.digest, files: await unpackBundle(read(repository, layers.layer, text), text) };
  const files: StoredFile[] = [];
  for (const { name, layer } of layers.layers)
    files.push({ name, bytes: await buffer(read(repository, layer, text)) });
  return { digest: root.digest, files };
}

/** A layer's bytes, held against its size and digest. */
function read(repository: Repository, layer: Descriptor, text: string): AsyncIterable<Uint8Array> {
  if (layer.size > LIMITS.policyBytes)
    throw broken(
      text,
      `it has a layer of ${layer.size} bytes, more than ${LIMITS.policyBytes} (limit policyBytes)`,
    );
  const blob = repository.layer(layer, `the policy ${text}`);
  return verified(blob, new DigestedStream(blob.open()));
}

async function fromWeb({ url, digest, text }: WebAddress, context: FetchContext): Promise<Fetched> {
  const { download } = await import("../registry/download.ts");
  const bytes = await download(url, `the policy ${text}`, context);
  const actual = digestOf(bytes);
  if (digest !== undefined && actual !== digest)
    throw broken(text, `its digest is ${actual}; it was damaged or changed since the digest was taken`);
  return { digest: actual, files: await unpackBundle(once(bytes), text) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The address that always means this: a tag beside a digest would only mislead. */
function pinnedText(address: BundleAddress, digest: string): string {
  if (address.kind === "https") return `${address.url.href}@${digest}`;
  const { tag: _, ...reference } = address.reference;
  return `oci://${referenceText({ ...reference, digest })}`;
}

function unpinned({ text }: BundleAddress): LumogateError {
  return new LumogateError(
    "policy.unpinned",
    `The policy ${text} is not pinned: it may be another one tomorrow, and nobody could say what judged today.`,
    { hint: `lumogate policy pull ${text} says which digest it has now; name that: ${text}@sha256:….` },
  );
}
