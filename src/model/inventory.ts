import type { NotableFile } from "./notable-file.ts";
import type { PackageType } from "./package-types.ts";
import type { AttestationFact, SignatureFact } from "./signature-facts.ts";

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
  /** How far it was looked: `os`, the system and its packages, at their usual places; `all`, every file. */
  readonly scope: Scope;
  /** Files that matter to policies, by path and kind; only with scope `all`. */
  readonly files?: readonly NotableFile[];
  /** The package databases that were read, so that "none" and "none found" can be told apart. */
  readonly databases: readonly PackageDatabase[];
  /** Everything that could not be read, by whom, and why. Never "no packages" in silence. */
  readonly gaps: readonly Gap[];
}

export type Scope = "os" | "all";

export const INVENTORY_SCHEMA = "lumogate/inventory/v1";

export interface ImageIdentity {
  /** What the user named. */
  readonly reference: string;
  /** Digest of the image's config (Docker's image ID), `sha256:…`; left out where there is no image: a folder. */
  readonly id?: string;
  /** Manifest digest, where the source knows it. */
  readonly digest?: string;
  /** Digest of the index that the manifest was chosen from, where there was one. */
  readonly indexDigest?: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  /** Left out where nothing says it: a folder. */
  readonly platform?: Platform;
  /** RFC 3339. */
  readonly created?: string;
  /** Bytes, as the source counts them. */
  readonly size?: number;
  /** The layers as the source keeps them, the lowest first; left out where it does not say. */
  readonly layers?: readonly StoredLayer[];
  /** The image that this one was built from, where that can be told. */
  readonly base?: BaseImage;
  /** Those of its OCI manifest; left out where it has none, or the source does not show it: an engine. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Signatures that are attached to the image, verified or not; only where a rule asks for them. */
  readonly signatures?: readonly SignatureFact[];
  /** Attestations that are attached to the image, verified or not; only where a rule asks for them. */
  readonly attestations?: readonly AttestationFact[];
}

/** A layer as it is stored: packed one way here, another way there, and the same layer. */
export interface StoredLayer {
  readonly diffId: string;
  /** Digest of the stored bytes. */
  readonly digest?: string;
  /** Bytes, as the source counts them: stored, or unpacked. */
  readonly size?: number;
}

export interface BaseImage {
  /** `debian:12`, as the user or the image's annotation names it. */
  readonly reference?: string;
  readonly digest?: string;
  /** Who says so: the user, by --base, or the image itself, by its OCI annotations. */
  readonly by: "user" | "annotation";
  /** How many of its layers are the image's lowest, checked; left out where only an annotation says that there is a base. */
  readonly layers?: number;
  /** How many layers it has, checked with them. More than `layers`: the image was not built from it as it is now. */
  readonly total?: number;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** The image's config, OCI image-spec config.md; names as in our schema, not as in Docker's JSON. */
export interface ImageConfig {
  readonly user?: string;
  /** The user's number, by /etc/passwd where `user` is a name; left out where that does not tell. 0 where there is no `user`. */
  readonly userId?: number;
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
  /** What looks like a password, a key or a token, here and in the history. Never its value: in all texts, a mark stands for it. */
  readonly secrets: readonly ExposedSecret[];
}

/** Where a secret is for everybody to read who has the image. */
export interface ExposedSecret {
  readonly in: "env" | "label" | "history" | "entrypoint" | "cmd" | "healthcheck" | "onbuild";
  /** `password`, `github-token`, `private-key`: by its form, else by the name. */
  readonly kind: string;
  /** The variable, label or option whose value it is; left out where it stands alone. */
  readonly name?: string;
  /** Index in `layers` of the step, in the history. */
  readonly layer?: number;
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
  /** The build instruction, as the image's history has it. */
  readonly createdBy?: string;
  /** RFC 3339, in whole seconds: not every source knows more. */
  readonly created?: string;
  /** True for a step (ENV, LABEL, CMD, …) that made no layer. */
  readonly empty: boolean;
  /** What the layer did; only where that was asked for, and for no empty step. */
  readonly changes?: LayerChanges;
}

/** What a layer does to the tree below it. Entries are files, links and devices; directories are not counted. */
export interface LayerChanges {
  /** Entries where there were none. */
  readonly added: number;
  /** Entries that took the place of others. */
  readonly changed: number;
  /** Entries of the layers below that are gone: by a whiteout, an opaque directory, or a change of type. */
  readonly removed: number;
  /** Bytes of the layer's files, each hard link's content once. */
  readonly bytes: number;
  /** The part of `bytes` that the whole image does not show, since a later layer removed or replaced it. */
  readonly hiddenBytes: number;
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
  /** When its free support ends, `2028-06-30`; left out where our table does not know. */
  readonly endOfLife?: string;
  /** The file that said so, links followed. */
  readonly source: string;
}

export interface Package {
  readonly type: PackageType;
  /** As its ecosystem writes it in full: `@babel/core`, `org.apache.logging.log4j:log4j-core`, `golang.org/x/net`. */
  readonly name: string;
  /** Without its epoch; empty where nothing says it. An rpm's has its release: `1.2-3.el9`. */
  readonly version: string;
  readonly epoch?: number;
  readonly arch?: string;
  /** Package URL, ECMA-427. */
  readonly purl: string;
  /**
   * The database's own word where it is not plainly "installed": `half-configured`, `unpacked`, …; `vendored` for what a Python package
   * carries within itself; `unlisted` for what no package manager would tell of, though a program can load it.
   */
  readonly status?: string;
  readonly source?: { readonly name: string; readonly version?: string };
  readonly licenses?: readonly string[];
  readonly maintainer?: string;
  /** Who made the package, where its database says so apart from the maintainer: an rpm's Vendor. */
  readonly vendor?: string;
  /** An rpm's module: `nodejs:18:8090020240101:abc`. */
  readonly modularity?: string;
  /** IDs of the keys that it is signed with, in lower-case hexadecimal; by what is recorded, not verified. */
  readonly signedBy?: readonly string[];
  /** Bytes of its files, as its database counts them. */
  readonly size?: number;
  /** What it was recognised by where no package manager recorded it: strings in a program, or an SBOM in the image. */
  readonly evidence?: "binary" | "sbom";
  /** Package URL of the system's package that the file belongs to in which this one is recorded; only with scope `all`. */
  readonly ownedBy?: string;
  /** Where the package is recorded: the file's path in the image (`app.jar!/lib/a.jar` within a file), and the layer that last changed it. */
  readonly locations: readonly { readonly path: string; readonly layer?: number }[];
  /** The step since which the image has had it without a break; only where that was asked for. */
  readonly introducedIn?: Origin;
  /** Whether a layer of the base image brought it; left out where base or origin cannot be told. */
  readonly fromBase?: boolean;
}

export interface Origin {
  /** Index of the step in `layers`. */
  readonly layer: number;
  /** Its build instruction, as `layers` has it. */
  readonly createdBy?: string;
}

export interface PackageDatabase {
  readonly type: PackageType;
  readonly path: string;
  /** How many installed packages came out of it. */
  readonly packages: number;
}

/** A part of the inventory that a rule can read: its name at the top level of the document. */
export type Evidence = "image" | "config" | "layers" | "os" | "packages" | "files";

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
