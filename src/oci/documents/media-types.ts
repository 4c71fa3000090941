/** Types of an index: the OCI's, and Docker's manifest list. */
export const INDEX_TYPES: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** Types of an image's manifest. */
export const MANIFEST_TYPES: readonly string[] = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** Types of an image's config; a manifest with any other one is no image, but an artifact. */
export const CONFIG_TYPES: readonly string[] = [
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
];

/**
 * Types of a layer that is a tar. What compression it has is not asked here, since its bytes tell; a suffix that is
 * not listed stands for something else, such as an encryption, and the layer for something that we cannot read.
 */
const LAYER_TYPES = new Set(
  [
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.foreign.diff.tar",
  ].flatMap((type) => ["", "+gzip", "+zstd", ".gzip", ".zstd"].map((suffix) => `${type}${suffix}`)),
);

export function isLayerType(type: string): boolean {
  return LAYER_TYPES.has(type);
}

/** Whether layers of this type are, as a rule, only named in an image and kept elsewhere. */
export function isForeignType(type: string): boolean {
  return type.includes(".foreign.") || type.includes(".nondistributable.");
}

/** Docker's first manifests, which have no config and name layers by checksums that nothing holds them to. */
export function isSchema1Type(type: string): boolean {
  return type.startsWith("application/vnd.docker.distribution.manifest.v1+");
}
