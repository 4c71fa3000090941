import { expect } from "vitest";
import type { ContentCataloger, FileCataloger, RecordCataloger } from "../../../src/catalogers/cataloger.ts";
import { everythingExtracted } from "../../../src/inventory/extract/extract.ts";
import { type Content, memoryContent } from "../../../src/model/content.ts";
import type { Extractor, SeenFile } from "../../../src/model/extractor.ts";
import type { FileFacts, FoundPackage } from "../../../src/model/file-facts.ts";

export const aPackage: FoundPackage = { type: "npm", name: "a", version: "1" };

/** A cataloger of files that it has whole; it finds a package in each. */
export function record(over: Partial<RecordCataloger> = {}): RecordCataloger {
  return {
    name: "npm",
    globs: ["**/package.json"],
    parse: () => ({ packages: [aPackage], problems: [] }),
    ...over,
  };
}

/** A cataloger of files that it reads as it likes. */
export function looker(
  inspect: ContentCataloger["inspect"],
  over: Partial<ContentCataloger> = {},
): ContentCataloger {
  return { name: "java", globs: ["**/*.jar"], inspect, ...over };
}

/** A file on its way. */
export function seen(path: string, bytes: Uint8Array | string = "x", headBytes = 4096): [SeenFile, Content] {
  const all = Buffer.from(bytes);
  return [{ path, mode: 0o644, size: all.length, head: all.subarray(0, headBytes) }, memoryContent(all)];
}

/** What is kept of a file, which must be claimed. */
export async function factsOf(
  catalogers: readonly FileCataloger[] | Extractor,
  [file, content]: [SeenFile, Content],
): Promise<FileFacts | undefined> {
  const extractor = "extract" in catalogers ? catalogers : everythingExtracted(catalogers);
  expect(extractor.claims(file)).toBe(true);
  const bytes = await extractor.extract(file, content);
  return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as FileFacts);
}
