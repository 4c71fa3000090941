import { CATALOGERS } from "../../catalogers/index.ts";
import type { ImageState } from "../../model/image.ts";
import type { Gap, Package } from "../../model/inventory.ts";
import type { PackageType } from "../../model/package-types.ts";
import { type Damage, type DatabaseState, DatabaseStates, packageKey } from "./database-states.ts";
import { type FileState, FileStates } from "./file-states.ts";
import { GapLog } from "../gap-log.ts";
import { fileOf, type Places } from "../places.ts";
import { Trail } from "./trail.ts";

export interface Followed {
  /** By `packageKey`. */
  readonly packages: Trail<Recorded>;
  /** By path in the whole image. */
  readonly files: Trail<Recorded>;
  /** Why something cannot be told; whether that matters is the caller's to say. */
  readonly gaps: readonly Gap[];
}

/** By what a package, or a file that packages are recorded in, is found in a state. */
interface Recorded {
  readonly type: PackageType;
  /** The files that are no databases. */
  readonly paths: readonly string[];
}

/**
 * Follows packages, and the files in which they are recorded, from the whole image down.
 *
 * @param states the lowest first; with trees, where packages are recorded elsewhere than in databases
 */
export async function follow(
  all: readonly Package[],
  places: Places,
  states: readonly ImageState[],
): Promise<Followed> {
  const packages = new Trail(
    all.map((each) => [packageKey(each.type, each), recorded(each, places)] as const),
  );
  const files = new Trail(all.flatMap((each) => filesOf(each, places)));
  const [databases, others] = [new DatabaseStates(CATALOGERS), new FileStates()];
  const gaps = new GapLog();
  for (const { layer, files: present, tree } of states.toReversed()) {
    if (packages.isOver && files.isOver) break;
    const inDatabases = await databases.descend(present);
    const inFiles = tree === undefined ? NO_FILES : others.descend(tree);
    const lost = [
      ...packages.descend(
        layer,
        (key, { paths }) => inDatabases.hasPackage(key) || inFiles.hasPackage(key, paths),
        ({ type, paths }) => inDatabases.damage.has(type) || inFiles.damage(paths) !== undefined,
      ),
      ...files.descend(
        layer,
        (path, { paths }) => (paths.length === 0 ? inDatabases.hasContentOf(path) : inFiles.isSame(path)),
        ({ type, paths }) => paths.length === 0 && inDatabases.unreadable.has(type),
      ),
    ];
    for (const damage of damageBehind(lost, inDatabases, inFiles)) gaps.add(damaged(layer, damage));
  }
  if (packages.strangers > 0 || files.strangers > 0) gaps.add(MISMATCH);
  return { packages, files, gaps: gaps.gaps() };
}

function recorded({ type, locations }: Package, places: Places): Recorded {
  return { type, paths: locations.flatMap(({ path }) => (places.isDatabase(path) ? [] : [fileOf(path)])) };
}

function filesOf({ type, locations }: Package, places: Places): (readonly [string, Recorded])[] {
  return locations.map(({ path }) => {
    if (places.isDatabase(path)) return [path, { type, paths: [] }];
    return [fileOf(path), { type, paths: [fileOf(path)] }];
  });
}

/** Why something was lost: what is damaged in a state, once each. */
function damageBehind(
  lost: readonly Recorded[],
  { damage }: DatabaseState,
  inFiles: FileState,
): Iterable<Damage> {
  const byPath = new Map<string, Damage>();
  for (const { type, paths } of lost)
    for (const found of [damage.get(type), inFiles.damage(paths)])
      if (found !== undefined) byPath.set(found.path, found);
  return byPath.values();
}

const NO_FILES: FileState = {
  hasPackage: () => false,
  isSame: () => false,
  damage: () => undefined,
};

const MISMATCH: Gap = {
  code: "origins.mismatch",
  by: "origins",
  reason:
    "Packages are recorded in the image that are not in its layers put together, so nothing says which step brought them.",
  affects: [],
};

function damaged(layer: number, { path, reason }: Damage): Gap {
  return {
    code: "origins.unreadable",
    by: "origins",
    path,
    reason: `As of step ${layer} it cannot be read in full, so for what it may have held then, nothing says which step brought it. ${reason}`,
    affects: [],
  };
}
