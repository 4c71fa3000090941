import type { ParsedFile, RecordCataloger } from "../cataloger.ts";
import { NO_RECORD, readRecord } from "../json-record.ts";

/** What Homebrew installed: `Cellar/NAME/VERSION` has a receipt (Homebrew, tab.rb). Casks are for macOS only. */
export const homebrew = {
  name: "homebrew",
  globs: ["**/Cellar/*/*/INSTALL_RECEIPT.json"],
  parse: ({ path, bytes }) => parseReceipt(path, bytes),
} satisfies RecordCataloger;

function parseReceipt(path: string, bytes: Uint8Array): ParsedFile {
  const [, name = "", version = ""] = /\/Cellar\/([^/]+)\/([^/]+)\/[^/]+$/i.exec(path) ?? [];
  const receipt = readRecord(bytes);
  const arch = receipt?.["arch"];
  return {
    packages: [{ type: "brew", name, version, ...(typeof arch === "string" ? { arch } : {}) }],
    // All that tells the package is in the path.
    problems: receipt === undefined ? [{ ...NO_RECORD, code: "bad-status" }] : [],
  };
}
