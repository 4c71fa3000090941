import type { Extractor } from "../../src/model/extractor.ts";

/** One that keeps contents and looks into nothing, but for what a test says. */
export function extractor(part: Partial<Extractor> = {}): Extractor {
  return {
    version: "test",
    wanted: () => false,
    headBytes: 0,
    claims: () => false,
    extract: () => Promise.resolve(undefined),
    ...part,
  };
}
