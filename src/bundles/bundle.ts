import type { RegoVersion } from "../model/policy-path.ts";

/** A policy as it is fetched: what judges, and nothing beside it. */
export interface PolicyBundle {
  /** The address that always means these bytes: `oci://ghcr.io/acme/policies@sha256:…`. */
  readonly pinned: string;
  /** `sha256:…` of the manifest, or of the file. */
  readonly digest: string;
  /** Sorted by name. */
  readonly files: readonly BundleFile[];
  /** What it gives to rules as `data.config`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly regoVersion: RegoVersion;
}

/** A `.rego` file. */
export interface BundleFile {
  /** In the bundle, with slashes: `packages/banned.rego`. */
  readonly name: string;
  readonly text: string;
}
