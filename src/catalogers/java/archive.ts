import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";
import { memoryContent } from "../../model/content.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { decodeUtf8, quoted } from "../../text.ts";
import { DEFLATED, type ZipEntry } from "../../zip/entry.ts";
import { inflatedContent } from "../../zip/inflated-content.ts";
import { listZip, type ZipListing } from "../../zip/list-zip.ts";
import { rawContent, readEntry, storedContent } from "../../zip/read-entry.ts";
import type { ProblemLog } from "../problem-log.ts";
import type { Budget } from "./budget.ts";
import { fullName } from "./coordinates.ts";
import { descriptorsOf, isDescriptor } from "./descriptors.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { ownIdentity } from "./own-identity.ts";

/** The extensions of archives of Java: of applications, plug-ins and connectors, too. */
export const EXTENSIONS = "jar war ear par sar nar jpi hpi kar lpkg rar".split(" ");
const EXTENSION_SET = new Set(EXTENSIONS);

/** One archive, and where it is. */
export interface Archive {
  readonly content: Content;
  /** Of the archive: in the image, or in the archive around it. */
  readonly path: string;
  /** Within the file of the image, `!/` between two; left out for that file itself. */
  readonly within?: string;
  /** How many archives are around it. */
  readonly depth: number;
  /** Whether going back in its content costs as much as all of it. */
  readonly isSequential: boolean;
}

/** What is shared by all archives of one file of the image. */
export interface Search {
  readonly budget: Budget;
  readonly log: ProblemLog;
  readonly packages: FoundPackage[];
}

export function hasArchiveName(path: string): boolean {
  return EXTENSION_SET.has(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
}

export function isManifest(name: string): boolean {
  return name.length === 20 && name.toUpperCase() === "META-INF/MANIFEST.MF";
}

/** Lists what matters of an archive; undefined where it is no zip. */
export function listArchive(content: Content): Promise<ZipListing | undefined> {
  return listZip(content, (name) => isManifest(name) || isDescriptor(name) || hasArchiveName(name));
}

/** Finds the packages of an archive, its own and those within it, and of the archives in it. */
export async function searchArchive(archive: Archive, listing: ZipListing, search: Search): Promise<void> {
  const { packages, log } = search;
  if (listing.problem !== undefined) log.add(listing.problem.code, within(archive, listing.problem.reason));
  // In the order in which they lie there.
  const manifest = await readManifest(archive, listing.entries, search);
  const descriptors = await descriptorsOf(
    listing.entries.filter(({ name }) => isDescriptor(name)),
    (entry) => readText(archive, entry, search),
  );
  const own = ownIdentity({ path: archive.path, manifest, descriptors });
  const seen = new Set<string>();
  for (const one of own === undefined ? descriptors : [own, ...descriptors]) {
    const name = fullName(one);
    const key = `${name}\n${one.version}`;
    if (seen.has(key)) continue;
    seen.add(key);
    packages.push({
      type: "maven",
      name,
      version: one.version,
      ...(one.licenses === undefined ? {} : { licenses: one.licenses }),
      ...(archive.within === undefined ? {} : { within: archive.within }),
    });
  }
  for (const entry of listing.entries.filter(({ name }) => hasArchiveName(name)))
    if (!(await searchNested(archive, entry, search))) return;
}

/** @returns false where nothing more may be read */
async function searchNested(outer: Archive, entry: ZipEntry, search: Search): Promise<boolean> {
  const { log, budget } = search;
  if (entry.name.endsWith("/")) return true;
  const name = decodeUtf8(entry.name).text;
  const path = outer.within === undefined ? name : `${outer.within}!/${name}`;
  if (outer.depth === LIMITS.archiveDepth) {
    log.add("limit", `${quoted(path)}: more than ${LIMITS.archiveDepth} archives within each other.`);
    return true;
  }
  if (budget.isSpent || search.packages.length >= LIMITS.filePackages) {
    log.add("limit", `From ${quoted(path)} on nothing was read: this archive unfolds to too much.`);
    return false;
  }
  const nested = await openNested(outer, entry, path, search);
  if (nested === undefined) return true;
  const { content } = nested;
  const listing = await listArchive(content);
  const archive = {
    path: name,
    within: path,
    depth: outer.depth + 1,
    isSequential: nested.isSequential,
    content,
  };
  if (listing !== undefined) await searchArchive(archive, listing, search);
  budget.held -= nested.held;
  return true;
}

interface Nested {
  readonly content: Content;
  readonly isSequential: boolean;
  /** Bytes of memory that it takes. */
  readonly held: number;
}

/** A stored archive is read in its place, any other in memory; one that is too large for that is inflated as it is read. */
async function openNested(
  outer: Archive,
  entry: ZipEntry,
  path: string,
  { budget, log }: Search,
): Promise<Nested | undefined> {
  const room = LIMITS.archiveBytes - budget.held;
  const isLarge = (entry.size ?? entry.compressedSize) > room;
  if (isLarge || !outer.isSequential) {
    const stored = await storedContent(outer.content, entry);
    if (stored !== undefined)
      return { content: budget.counting(stored), isSequential: outer.isSequential, held: 0 };
  }
  if (isLarge && entry.method === DEFLATED && entry.size !== undefined) {
    const raw = await rawContent(outer.content, entry);
    const content = raw && inflatedContent(raw, entry.size, (bytes) => budget.spend(bytes));
    if (content !== undefined) return { content, isSequential: true, held: 0 };
  }
  const { bytes, problem } = await readEntry(outer.content, entry, room);
  if (problem !== undefined) log.add(problem.code, `${quoted(path)}: ${problem.reason}`);
  if (bytes.length === 0) return undefined;
  budget.take(bytes.length);
  budget.held += bytes.length;
  return { content: budget.counting(memoryContent(bytes)), isSequential: false, held: bytes.length };
}

async function readManifest(
  archive: Archive,
  entries: readonly ZipEntry[],
  search: Search,
): Promise<Manifest> {
  // Of two, a runtime takes the last one.
  const entry = entries.findLast(({ name }) => isManifest(name));
  return entry === undefined ? new Map() : parseManifest(await readText(archive, entry, search));
}

/** One of the small texts in an archive; what cannot be read of it is a problem, and no text. */
async function readText(archive: Archive, entry: ZipEntry, { budget, log }: Search): Promise<Uint8Array> {
  if (budget.isSpent) {
    log.add("limit", within(archive, "Nothing more was read: it unfolds to too much."));
    return new Uint8Array(0);
  }
  const { bytes, problem } = await readEntry(archive.content, entry, LIMITS.archiveTextBytes);
  if (problem !== undefined)
    log.add(problem.code, within(archive, `${quoted(decodeUtf8(entry.name).text)}: ${problem.reason}`));
  budget.take(bytes.length);
  return bytes;
}

function within(archive: Archive, reason: string): string {
  return archive.within === undefined ? reason : `${quoted(archive.within)}: ${reason}`;
}
