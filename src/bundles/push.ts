import { LumogateError } from "../model/error.ts";
import { referenceText } from "../reference.ts";
import type { RegistryContext } from "../registry/client.ts";
import { type BundleAddress, parseBundleAddress } from "./address.ts";
import { packBundle } from "./archive.ts";
import { artifactOf, MANIFEST_TYPE } from "./artifact.ts";
import type { PolicyBundle } from "./bundle.ts";
import { contentsOf } from "./contents.ts";
import { compareText } from "../text.ts";

/**
 * Puts a policy into a registry, under the address's tag.
 *
 * @returns the address that will always mean these bytes
 * @throws LumogateError `policy.address`, `policy.bundle`, `registry.*`; the signal's reason
 */
export async function pushBundle(
  to: string,
  { files, regoVersion }: Pick<PolicyBundle, "files" | "regoVersion">,
  context: RegistryContext,
): Promise<string> {
  const { reference } = taggedAddress(to);
  const manifest = { rego_version: regoVersion === "v0" ? 0 : 1 };
  const stored = [
    { name: ".manifest", bytes: Buffer.from(JSON.stringify(manifest)) },
    ...files.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })),
  ];
  // What nobody could pull must not be pushed: two folders with a file of one name, say.
  contentsOf(stored, to);
  const bundle = await packBundle(stored.toSorted((a, b) => compareText(a.name, b.name)));
  const artifact = artifactOf(bundle);
  context.progress(`Pushing ${files.length} ${files.length === 1 ? "file" : "files"} to ${to}`);
  const { pushArtifact } = await import("../registry/push.ts");
  await pushArtifact(reference, { ...artifact, mediaType: MANIFEST_TYPE }, context);
  const { tag: _, ...repository } = reference;
  return `oci://${referenceText({ ...repository, digest: artifact.digest })}`;
}

function taggedAddress(to: string): Extract<BundleAddress, { kind: "oci" }> {
  const address = parseBundleAddress(to);
  if (address.kind === "oci" && address.reference.digest === undefined) return address;
  throw new LumogateError(
    "policy.address",
    `A policy cannot be pushed to ${to}: it is no tag of a repository.`,
    {
      hint: "Write it as oci://ghcr.io/acme/policies:1.0; the digest is what comes out.",
    },
  );
}
