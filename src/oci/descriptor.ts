import type { Platform } from "../model/inventory.ts";

/** What one document says about another blob (OCI image-spec descriptor.md), checked as far as it can be without that blob. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 lower-case hexadecimal digits: nothing else, so that it can stand in a path or an address. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations: ReadonlyMap<string, string>;
  /** Whether it says that the blob lies elsewhere, at addresses of its own. They are never asked. */
  readonly isForeign: boolean;
}
