import type { OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";

/** A place that images come from. A new one is one file here, one row in `index.ts`, one test. */
export interface Source {
  /** The transport's name, the word before the colon: `docker`, `docker-archive`. */
  readonly transport: string;
  /** True where an existing path given without a transport is one of mine; reads a few bytes at most. */
  recognises?(path: string): Promise<boolean>;
  /** @param locator what stands behind the transport's colon: a reference, a path */
  open(locator: string, context: SourceContext): Promise<OpenImage>;
}

export interface SourceContext {
  readonly platform?: Platform;
  readonly pull: PullPolicy;
  /** Progress for a person, a line at a time; already safe to print is not assumed. */
  readonly progress: (line: string) => void;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

export type PullPolicy = "always" | "missing" | "never";
