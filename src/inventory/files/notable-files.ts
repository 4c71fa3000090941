import { LIMITS } from "../../limits.ts";
import type { ImageTree, TreeEntry } from "../../model/image.ts";
import type { Gap } from "../../model/inventory.ts";
import type { NotableFile } from "../../model/notable-file.ts";
import { compareText } from "../../text.ts";
import type { Owners } from "../ownership/owners.ts";
import { kindsOf } from "./attributes.ts";
import { caCertificates } from "./ca-certificates.ts";
import { notable } from "./notable.ts";
import { PackageCaches } from "./package-caches.ts";
import { preloadedLibraries } from "./preload.ts";
import { isTrusted } from "./trust-stores.ts";

/**
 * The files of an image that policies may want to know of, by path and kind; and what could not be found out about them,
 * also about whose they are.
 */
export async function notableFiles(
  tree: ImageTree,
  owners: Owners,
): Promise<{ readonly files: readonly NotableFile[]; readonly gaps: readonly Gap[] }> {
  const found: NotableFile[] = [];
  const trusted: TreeEntry[] = [];
  const caches = new PackageCaches();
  let more = 0;
  for (const entry of tree.entries()) {
    caches.add(entry);
    if (entry.kind !== "directory" && isTrusted(entry.path)) trusted.push(entry);
    for (const { kind, detail } of kindsOf(entry, owners)) {
      if (found.length < LIMITS.notableFiles) found.push(notable(entry, kind, owners, { detail }));
      else more += 1;
    }
  }
  for (const { entry, size, detail } of caches.found())
    found.push(notable(entry, "package-cache", owners, { size, detail }));
  const [certificates, preloaded] = await Promise.all([
    caCertificates(tree, owners, trusted),
    preloadedLibraries(tree, owners),
  ]);
  // An image can have as many caches and authorities as it likes, too.
  const all = [...found, ...certificates.files, ...preloaded.files].toSorted(byPath);
  more += Math.max(0, all.length - LIMITS.notableFiles);
  return {
    files: all.slice(0, LIMITS.notableFiles),
    gaps: [...owners.gaps, ...certificates.gaps, ...preloaded.gaps, ...limitGaps(more)],
  };
}

function byPath(a: NotableFile, b: NotableFile): number {
  return (
    compareText(a.path, b.path) || compareText(a.kind, b.kind) || compareText(a.detail ?? "", b.detail ?? "")
  );
}

function limitGaps(more: number): Gap[] {
  if (more === 0) return [];
  const reason = `${more} more files matter to policies than the ${LIMITS.notableFiles} that are listed (limit notableFiles).`;
  return [{ code: "files.limit", by: "files", reason, affects: ["files"] }];
}
