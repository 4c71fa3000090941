import { LIMITS } from "../../limits.ts";
import type { ImageTree, TreeEntry } from "../../model/image.ts";
import type { Gap } from "../../model/inventory.ts";
import type { NotableFile } from "../../model/notable-file.ts";
import { boundedFiles, type ReadableFiles } from "../ownership/bounded-files.ts";
import type { Owners } from "../ownership/owners.ts";
import { RealFolders } from "../ownership/real-folders.ts";
import { type Certificate, certificatesIn } from "./certificates.ts";
import { notable } from "./notable.ts";
import { isBundle } from "./trust-stores.ts";

/**
 * Authorities besides those that the system's packages brought. By what they are, not by their files: a copy of a package's
 * certificate is none, and one that was added to the list of all (`ca-certificates.crt`) is.
 *
 * @param trusted entries that the system takes authorities from, in the tree's order
 */
export async function caCertificates(
  tree: ImageTree,
  owners: Owners,
  trusted: readonly TreeEntry[],
): Promise<{ readonly files: readonly NotableFile[]; readonly gaps: readonly Gap[] }> {
  const places = new RealFolders(tree);
  const bounded = boundedFiles(tree, places, { bytes: LIMITS.trustBytes, name: "trustBytes" });
  const entries = realFiles(tree, places, trusted);
  const answers = await Promise.all(entries.map((entry) => readOne(bounded, entry)));
  const read = answers.filter((answer) => "certificates" in answer);
  const gaps = answers.filter((answer) => "code" in answer);
  const isOwned = ({ entry }: ReadFile): boolean => owners.ownerOf(entry.path) !== undefined;
  const single = read.filter(({ entry }) => !isBundle(entry.path));
  const known = new Set(
    single.filter(isOwned).flatMap(({ certificates }) => certificates.map(({ key }) => key)),
  );
  // Where no package brought any by itself, nothing says which in a list of all are extra.
  const bundles = known.size === 0 ? [] : read.filter(({ entry }) => isBundle(entry.path));
  const files: NotableFile[] = [];
  // The lists last, since they are made of the others.
  for (const { entry, certificates } of [...single.filter((one) => !isOwned(one)), ...bundles]) {
    for (const certificate of certificates) {
      if (known.has(certificate.key)) continue;
      known.add(certificate.key);
      files.push(notable(entry, "ca-certificate", owners, { detail: certificate.subject() }));
    }
  }
  return { files, gaps };
}

interface ReadFile {
  readonly entry: TreeEntry;
  readonly certificates: readonly Certificate[];
}

/** Links followed, each file once. */
function realFiles(tree: ImageTree, places: RealFolders, trusted: readonly TreeEntry[]): TreeEntry[] {
  const files = new Map<string, TreeEntry>();
  for (const entry of trusted) {
    const real = entry.kind === "symlink" ? tree.entry(places.of(entry.path)) : entry;
    if (real?.kind === "file") files.set(real.path, real);
  }
  return [...files.values()];
}

async function readOne(files: ReadableFiles, entry: TreeEntry): Promise<ReadFile | Gap> {
  const { path, size } = entry;
  if (size > LIMITS.certificateBytes)
    return gap(
      "limit",
      path,
      `It has ${size} bytes, more than ${LIMITS.certificateBytes} (limit certificateBytes).`,
    );
  const answer = await files.readFile(path);
  if (answer.kind === "file") return { entry, certificates: certificatesIn(answer.bytes) };
  return gap("unreadable", path, answer.kind === "absent" ? "It is listed, but not there." : answer.reason);
}

function gap(code: string, path: string, reason: string): Gap {
  return { code: `files.${code}`, by: "ca-certificates", path, reason, affects: ["files"] };
}
