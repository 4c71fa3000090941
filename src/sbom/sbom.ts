import type {
  Gap,
  ImageIdentity,
  OperatingSystem,
  Package,
  PackageDatabase,
  Scope,
} from "../model/inventory.ts";
import type { NotableFile } from "../model/notable-file.ts";

/** What a software bill of materials says, whatever its format. All of it is somebody's claim. */
export interface Sbom {
  /** `CycloneDX 1.6`, for messages. */
  readonly format: string;
  /** What it is of, as far as it says so. */
  readonly image: Partial<ImageIdentity>;
  /** The image's config with its history, byte for byte; only Syft keeps it. */
  readonly imageFile?: Uint8Array;
  readonly os?: OperatingSystem;
  /** Each once, with all its locations; in the order of the document. */
  readonly packages: readonly Package[];
  /** What only our own documents say. */
  readonly own?: OwnRecord;
  /** Whether it is of an image or of a system, and so says something about packages of the system. */
  readonly isOfSystem: boolean;
  /** Why packages may be missing, or may not be what they are taken for. */
  readonly problems: readonly SbomProblem[];
}

export interface SbomProblem {
  /** `incomplete`, `untyped`: becomes the gap `packages.<code>`. */
  readonly code: string;
  /** A sentence. */
  readonly reason: string;
}

/** The part of an inventory that no SBOM format has a place for; our documents have it as properties. */
export interface OwnRecord {
  readonly scope: Scope;
  readonly databases: readonly PackageDatabase[];
  readonly files?: readonly NotableFile[];
  readonly gaps: readonly Gap[];
}
