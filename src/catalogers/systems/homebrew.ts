import type { ParsedFile, RecordCataloger } from "../cataloger.ts";
import { readJson } from "./json-record.ts";

/** What Homebrew installed: `Cellar/NAME/VERSION` has a receipt (Homebrew, tab.rb). Casks are for macOS only. */
export const homebrew = {
  name: "homebrew",
  globs: ["**/Cellar/*/*/INSTALL_RECEIPT.json"],
  parse: ({ path, bytes }) => parseReceipt(path, bytes),
} satisfies RecordCataloger;

function parseReceipt(path: string, bytes: Uint8Array): ParsedFile {
  const [, name = "", version = ""] = /\/Cellar\/([^/]+)\/([^/]+)\/[^/]+$/i.exec(path) ?? [];
  const receipt = readJson(bytes);
  const isRead = typeof receipt !== "string";
  const arch = isRead ? receipt["arch"] : undefined;
  return {
    packages: [{ type: "brew", name, version, ...(typeof arch === "string" ? { arch } : {}) }],
    // All that tells the package is in the path.
    problems: isRead ? [] : [{ code: "bad-status", reason: receipt }],
  };
}
