import { LIMITS } from "../limits.ts";
import type { FoundPackage } from "../model/file-facts.ts";
import type { Gap, OperatingSystem, Package } from "../model/inventory.ts";
import { compareText } from "../text.ts";
import { packageUrl } from "./purl.ts";

/** A package as it stands in one place. */
export interface Sighting {
  readonly found: FoundPackage;
  /** Of the file in the image, links followed. */
  readonly path: string;
}

export interface MergedPackages {
  /** Sorted. */
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
}

/**
 * Makes packages of what was seen in many places: the same package in several is one with several locations. One that was only
 * recognised, by strings in a program or in an SBOM, is the one that a package manager has recorded, where there is such.
 */
export function mergePackages(
  sightings: readonly Sighting[],
  os: OperatingSystem | undefined,
): MergedPackages {
  const merged = new Merger(os);
  for (const one of sightings) if (one.found.evidence === undefined) merged.addRecorded(one);
  for (const one of sightings) if (one.found.evidence !== undefined) merged.addRecognised(one);
  return { packages: merged.packages(), gaps: merged.isFull ? [LIMIT] : [] };
}

interface Entry {
  readonly about: Omit<Package, "locations">;
  readonly paths: Set<string>;
}

class Merger {
  readonly #os: OperatingSystem | undefined;
  readonly #entries: Entry[] = [];
  /** By all that tells recorded packages apart. */
  readonly #recorded = new Map<string, Entry>();
  /** By what tells packages apart that were seen by different means; see `keysOf`. */
  readonly #byUrl = new Map<string, Entry>();
  #locations = 0;
  /** Whether something was left out. */
  isFull = false;

  constructor(os: OperatingSystem | undefined) {
    this.#os = os;
  }

  addRecorded(sighting: Sighting): void {
    const { type, name, epoch, version, arch, purl, status } = sighting.found;
    const key = [type, name, epoch, version, arch, purl, status].join("\n");
    const entry = this.#recorded.get(key) ?? this.#newEntry(sighting.found);
    if (entry === undefined) return;
    this.#recorded.set(key, entry);
    this.#addLocation(entry, sighting);
  }

  addRecognised(sighting: Sighting): void {
    const { found } = sighting;
    const { bare, exact, anywhere } = keysOf(packageUrl(found, this.#os), found.arch);
    const known =
      found.arch === undefined
        ? this.#byUrl.get(bare)
        : (this.#byUrl.get(exact) ?? this.#byUrl.get(anywhere));
    const entry = known ?? this.#newEntry(found);
    if (entry !== undefined) this.#addLocation(entry, sighting);
  }

  packages(): Package[] {
    return this.#entries
      .map(({ about, paths }) => ({
        ...about,
        locations: [...paths].toSorted(compareText).map((path) => ({ path })),
      }))
      .toSorted(byName);
  }

  #newEntry(found: FoundPackage): Entry | undefined {
    if (this.#entries.length === LIMITS.packages || this.#locations === LIMITS.locations) {
      this.isFull = true;
      return undefined;
    }
    const purl = packageUrl(found, this.#os);
    const { within: _, ...about } = { ...found, purl };
    const entry = { about, paths: new Set<string>() };
    this.#entries.push(entry);
    const { bare, exact } = keysOf(purl, found.arch);
    // The first of those that differ by architecture alone stands for one of which nobody says it.
    for (const key of [bare, exact]) if (!this.#byUrl.has(key)) this.#byUrl.set(key, entry);
    return entry;
  }

  #addLocation({ paths }: Entry, { found: { within }, path }: Sighting): void {
    const place = within === undefined ? path : `${path}!/${within}`;
    if (paths.has(place)) return;
    if (this.#locations === LIMITS.locations) {
      this.isFull = true;
      return;
    }
    paths.add(place);
    this.#locations += 1;
  }
}

/** Type, namespace, name and version as URLs spell them: alone, with the architecture, and with none. */
function keysOf(purl: string, arch = ""): Readonly<Record<"bare" | "exact" | "anywhere", string>> {
  // Not every tool writes names in lower case that the standard wants so.
  const [bare = purl] = purl.toLowerCase().split(/[?#]/, 1);
  return { bare, exact: `${bare} ${arch}`, anywhere: `${bare} ` };
}

function byName(a: Package, b: Package): number {
  return (
    compareText(a.type, b.type) ||
    compareText(a.name, b.name) ||
    (a.epoch ?? 0) - (b.epoch ?? 0) ||
    compareText(a.version, b.version) ||
    compareText(a.arch ?? "", b.arch ?? "") ||
    compareText(a.purl, b.purl) ||
    compareText(a.status ?? "", b.status ?? "")
  );
}

const LIMIT: Gap = {
  code: "packages.limit",
  by: "packages",
  reason: `The image has more than ${LIMITS.packages} packages, or they lie in more than ${LIMITS.locations} places (limits packages, locations); only the first ones are listed.`,
  affects: ["packages"],
};
