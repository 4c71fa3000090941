import type { SourceContext } from "../../src/sources/source.ts";
import { extractor } from "./extractor.ts";

/** What a source is told by a run that pulls nothing, keeps nothing and is not cancelled; `printed` is its progress. */
export function sourceContext(part: Partial<SourceContext> = {}): SourceContext & { printed: string[] } {
  const printed: string[] = [];
  return {
    pull: "never",
    registry: { plainHttp: [] },
    extractor: extractor({ wanted: () => true }),
    progress: (line) => printed.push(line),
    signal: new AbortController().signal,
    env: process.env,
    ...part,
    printed,
  };
}
