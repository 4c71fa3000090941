import type { PackageType } from "./package-types.ts";
import type { Package } from "./inventory.ts";

/** All that is kept of what was found in the content of one file, while the image was read. Plain JSON. */
export interface FileFacts {
  /** What the content is, by its first bytes; left out where that says nothing. */
  readonly format?: "elf" | "pe" | "mach-o" | "script";
  /** True for one of these formats that cannot be started: a library, an object. */
  readonly isLibrary?: boolean;
  /** The kind of private key or credential that the content begins with: `private-key/rsa`. */
  readonly credential?: string;
  /** What catalogers found, one entry for each that found something or met a problem. */
  readonly found?: readonly FileFindings[];
}

export interface FileFindings {
  /** The cataloger. */
  readonly by: string;
  readonly packages: readonly FoundPackage[];
  readonly problems: readonly { readonly code: string; readonly reason: string }[];
}

/** A package as a file has it. */
export interface FoundPackage extends Omit<
  Package,
  "purl" | "locations" | "introducedIn" | "fromBase" | "ownedBy"
> {
  readonly type: PackageType;
  /** Only where it cannot be told by the rest: what the file itself says, or a type with rules of its own. */
  readonly purl?: string;
  /** Where within the file, when that is a package of files: `BOOT-INF/lib/spring-core-6.1.jar`; `!/` between two. */
  readonly within?: string;
}
