import type { ImageIdentity } from "../../model/inventory.ts";
import { parseReference, referenceText } from "../../reference.ts";

/**
 * What a waiver may call an image: the target as the user named it, the same without its transport, and in full as docker
 * completes it; and the image's digests. What an archive says that its images are called is not among them: whoever made
 * it could choose the name of an image whose findings are waived.
 */
export function imageNames(target: string, image: Omit<ImageIdentity, "reference" | "repoTags">): string[] {
  const name = target.replace(NAMING_TRANSPORT, "");
  const { id, digest, indexDigest, repoDigests } = image;
  const ofRepositories = repoDigests.flatMap((each) => [each, each.slice(each.indexOf("@") + 1)]);
  const digests = [id, digest, indexDigest, ...ofRepositories].filter((each) => each !== undefined);
  return [...new Set([target, name, inFull(name), ...digests])];
}

/** Where what follows is an image's name, and no path. */
const NAMING_TRANSPORT = /^(?:docker|podman|registry):/;

function inFull(name: string): string {
  try {
    const reference = parseReference(name);
    return reference.kind === "id" ? reference.id : referenceText(reference);
  } catch {
    return name;
  }
}
