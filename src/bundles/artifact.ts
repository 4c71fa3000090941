import { createHash } from "node:crypto";
import { parseRecord } from "../json.ts";
import { type Descriptor, parseDescriptor } from "../oci/documents/descriptor.ts";
import { broken } from "./contents.ts";

/** What a policy is stored as in a registry (OCI image-spec manifest.md, "Guidelines for Artifact Usage"). */
export interface PolicyArtifact {
  readonly manifest: Buffer;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  /** What the manifest names, to be there before it. */
  readonly blobs: readonly { readonly digest: string; readonly bytes: Buffer }[];
}

export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const ARTIFACT_TYPE = "application/vnd.lumogate.policy.v1";

/** The type by which OPA knows a bundle among a manifest's layers; its older kind has no compression in its name. */
const BUNDLE_TYPES: readonly string[] = [
  "application/vnd.oci.image.layer.v1.tar+gzip",
  "application/vnd.oci.image.layer.v1.tar",
];

/** conftest stores each file as a layer of its own, under its title. */
const FILE_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
  "application/vnd.cncf.openpolicyagent.data.layer.v1+json",
  "application/vnd.cncf.openpolicyagent.manifest.layer.v1+json",
]);

/** A bundle as an artifact that OPA can load as well: one layer, and the empty config that the specification provides. */
export function artifactOf(bundle: Buffer): PolicyArtifact {
  const config = Buffer.from("{}");
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      artifactType: ARTIFACT_TYPE,
      config: { mediaType: "application/vnd.oci.empty.v1+json", ...described(config) },
      layers: [{ mediaType: BUNDLE_TYPES[0], ...described(bundle) }],
    }),
  );
  return {
    manifest,
    digest: digestOf(manifest),
    blobs: [config, bundle].map((bytes) => ({ digest: digestOf(bytes), bytes })),
  };
}

/** One bundle, or the files of one, each a blob under its name. */
export type ArtifactLayers =
  | { readonly kind: "bundle"; readonly layer: Descriptor }
  | {
      readonly kind: "files";
      readonly layers: readonly { readonly name: string; readonly layer: Descriptor }[];
    };

/**
 * Where in an artifact the policy is: as OPA stores it (one tar), or as conftest does (a layer a file).
 *
 * @throws LumogateError `policy.bundle`, `manifest.*`
 */
export function layersOf(manifest: Uint8Array, what: string): ArtifactLayers {
  const listed = parseRecord(Buffer.from(manifest).toString("utf8"))?.["layers"];
  if (!Array.isArray(listed))
    throw broken(what, "its manifest lists no layers: it may be an index of images");
  const layers = listed.map((layer, index) => parseDescriptor(layer, `layers[${index}]`, what));
  const bundles = layers.filter(({ mediaType }) => BUNDLE_TYPES.includes(mediaType));
  const files = layers.filter(({ mediaType }) => FILE_TYPES.has(mediaType));
  const other = layers.find((layer) => !bundles.includes(layer) && !files.includes(layer));
  // What is not understood may be rules, and they would be missing.
  if (other !== undefined)
    throw broken(what, `it has a layer of the type ${JSON.stringify(other.mediaType)}`);
  const [layer] = bundles;
  if (layer !== undefined && layers.length === 1) return { kind: "bundle", layer };
  if (files.length === 0 || bundles.length > 0)
    throw broken(
      what,
      `it has ${bundles.length} bundles and ${files.length} files, where one bundle is expected, or files`,
    );
  return { kind: "files", layers: files.map((file) => ({ name: titleOf(file, what), layer: file })) };
}

function titleOf({ annotations, digest }: Descriptor, what: string): string {
  const title = annotations.get("org.opencontainers.image.title");
  if (title === undefined) throw broken(what, `its layer ${digest} has no title`);
  return title;
}

function described(bytes: Buffer): { readonly digest: string; readonly size: number } {
  return { digest: digestOf(bytes), size: bytes.length };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
