import type { OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";
import type { Extractor } from "../model/extractor.ts";

/** A place that images come from. A new one is one file here, one row in `index.ts`, one test. */
export interface Source {
  /** The transport's name, the word before the colon: `docker`, `docker-archive`. */
  readonly transport: string;
  /** True where an existing path given without a transport is one of mine; reads a few bytes at most. */
  recognises?(path: string): Promise<boolean>;
  /**
   * The images that a locator names: one; several where an archive holds them and the locator does not choose, or where
   * all platforms are asked for. Tags are resolved here, once: what is opened later is what was found now.
   *
   * @param locator what stands behind the transport's colon: a reference, a path
   * @returns one at least
   */
  find(locator: string, context: SourceContext): Promise<readonly FoundImage[]>;
}

/** An image that is known to be there, and not read yet. */
export interface FoundImage {
  /** What a message calls it, and what tells it apart from the others that were found with it. */
  readonly name: string;
  /** Whoever opens it closes it. May be called once. */
  open(): Promise<OpenImage>;
}

export interface SourceContext {
  /** The one wanted of an image that has several, or each of them; left out: the machine's own. */
  readonly platform?: Platform | "all";
  readonly pull: PullPolicy;
  readonly registry: RegistryOptions;
  /** Where facts about layers are kept from one run to the next; left out: nowhere. */
  readonly cacheDirectory?: string;
  /** What is to be taken of the files while they pass by; any other content can be read too, but costs another pass. */
  readonly extractor: Extractor;
  /** Progress for a person, a line at a time; already safe to print is not assumed. */
  readonly progress: (line: string) => void;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

export interface RegistryOptions {
  /** `host:port` of registries to which plain HTTP is spoken. */
  readonly plainHttp: readonly string[];
  /** A PEM file with authorities besides the system's. */
  readonly caFile?: string;
}

export type PullPolicy = "always" | "missing" | "never";
