/**
 * The inventory: what lumogate found in an image, as one JSON document.
 *
 * Names are stable once released, because policies read them. Absent is absent: a field that is not known is
 * left out, never null (OPA's type checker reads `["string","null"]` as string). Same image, same bytes.
 * The JSON schema beside the code that takes the inventory (`src/inventory/schema.json`) says the same thing
 * for machines; a test holds the two together.
 */
export interface Inventory {
  readonly schema: typeof INVENTORY_SCHEMA;
  readonly image: ImageIdentity;
  readonly config: ImageConfig;
  /** History and layers in build order, the lowest first. */
  readonly layers: readonly Layer[];
  /** Left out when no file in the image says what system it is; `gaps` then tells so. */
  readonly os?: OperatingSystem;
  readonly packages: readonly Package[];
  /** The package databases that were read, so that "none" and "none found" can be told apart. */
  readonly databases: readonly PackageDatabase[];
  /** Everything that could not be read, by whom, and why. Never "no packages" in silence. */
  readonly gaps: readonly Gap[];
}

export const INVENTORY_SCHEMA = "lumogate/inventory/v1";

export interface ImageIdentity {
  /** What the user named. */
  readonly reference: string;
  /** Digest of the image's config (Docker's image ID), `sha256:…`. */
  readonly id: string;
  /** Manifest digest, where the source knows it. */
  readonly digest?: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly platform: Platform;
  /** RFC 3339. */
  readonly created?: string;
  /** Bytes, as the source counts them. */
  readonly size?: number;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** The image's config, OCI image-spec config.md; names as in our schema, not as in Docker's JSON. */
export interface ImageConfig {
  readonly user?: string;
  /** Names only: values may be secrets, and an inventory gets published. */
  readonly env: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly workingDir?: string;
  /** `8080/tcp`, sorted. */
  readonly exposedPorts: readonly string[];
  /** Sorted. */
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck?: Healthcheck;
  readonly stopSignal?: string;
  readonly onBuild: readonly string[];
  readonly shell?: readonly string[];
}

/** Durations in nanoseconds, as in the image's config. */
export interface Healthcheck {
  readonly test: readonly string[];
  readonly interval?: number;
  readonly timeout?: number;
  readonly startPeriod?: number;
  readonly retries?: number;
}

/** One step of the image's history, and the layer that it made, if it made one. */
export interface Layer {
  /** Position in history, from 0. */
  readonly index: number;
  /** Digest of the uncompressed layer; left out where `empty`. */
  readonly diffId?: string;
  /** Digest of the layer as it is stored, where the source knows it. */
  readonly digest?: string;
  /** Bytes, uncompressed where the engine says so. */
  readonly size?: number;
  /** The build instruction, as the image's history has it. */
  readonly createdBy?: string;
  /** RFC 3339. */
  readonly created?: string;
  /** True for a step (ENV, LABEL, CMD, …) that made no layer. */
  readonly empty: boolean;
}

/** os-release(5), and the files that stood in its place before it. */
export interface OperatingSystem {
  readonly id: string;
  readonly name?: string;
  readonly versionId?: string;
  readonly idLike: readonly string[];
  readonly prettyName?: string;
  readonly codename?: string;
  readonly variantId?: string;
  /** The file that said so, links followed. */
  readonly source: string;
}

export type PackageType = "deb" | "apk";

export interface Package {
  readonly type: PackageType;
  readonly name: string;
  /** Without its epoch. */
  readonly version: string;
  readonly epoch?: number;
  readonly arch?: string;
  /** Package URL, ECMA-427. */
  readonly purl: string;
  /** The database's own word where it is not plainly "installed": `half-configured`, `unpacked`, … */
  readonly status?: string;
  readonly source?: { readonly name: string; readonly version?: string };
  readonly licenses?: readonly string[];
  readonly maintainer?: string;
  /** Where the package is recorded: the database's path in the image. */
  readonly locations: readonly { readonly path: string; readonly layer?: number }[];
}

export interface PackageDatabase {
  readonly type: PackageType;
  readonly path: string;
  /** How many installed packages came out of it. */
  readonly packages: number;
}

/** A part of the inventory that a rule can read: its name at the top level of the document. */
export type Evidence = "image" | "config" | "layers" | "os" | "packages";

export interface Gap {
  /** Stable, for machines: `packages.truncated`. */
  readonly code: string;
  /** Which reader met it: a cataloger, a source. */
  readonly by: string;
  readonly path?: string;
  /** A sentence. */
  readonly reason: string;
  /** The parts of the inventory that may be incomplete because of it. */
  readonly affects: readonly Evidence[];
}
