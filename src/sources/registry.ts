import { LumogateError } from "../model/error.ts";
import { parseReference, referenceText } from "../reference.ts";
import { Repository } from "../registry/repository.ts";
import type { Timing } from "../registry/timing.ts";
import { artifactsIn } from "./registry-artifacts.ts";
import { findOciImages } from "./oci-images.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** An image in a registry, read as it lies there: no engine, and nothing of it on disk. */
export const registry: Source = {
  transport: "registry",
  find: (locator, context) => findInRegistry(locator, context),
};

/**
 * @param timing left out: the usual one
 * @throws LumogateError `image.reference`, `registry.*`, and what reading an image throws
 */
export async function findInRegistry(
  locator: string,
  context: SourceContext,
  timing?: Timing,
): Promise<FoundImage[]> {
  const reference = parseReference(locator);
  if (reference.kind === "id") throw unnamed(locator, "is the ID of an image in an engine");
  if (reference.digest?.startsWith("sha256:") === false)
    throw unnamed(locator, "names a digest other than one of sha256");
  const { registry: options, env, signal, progress } = context;
  const repository = new Repository(reference, {
    ...options,
    env,
    signal,
    progress,
    ...(timing === undefined ? {} : { timing }),
  });
  progress(`Asking ${reference.domain} for ${referenceText(reference)}`);
  const root = await repository.resolve(reference);
  const { digest: _, ...tagged } = reference;
  return findOciImages(repository, [root], context, {
    reference: locator,
    // Beside a digest a tag was not asked about.
    repoTags: reference.digest === undefined ? [referenceText(tagged)] : [],
    repository: repository.what,
    artifacts: (subject) => artifactsIn(repository, subject, signal),
  });
}

function unnamed(locator: string, clause: string): LumogateError {
  return new LumogateError("image.reference", `${locator} ${clause}, by which no registry is asked.`, {
    hint: "Name the image: ghcr.io/acme/app:1.0 or ghcr.io/acme/app@sha256:…",
  });
}
