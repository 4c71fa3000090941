import type { FileFindings } from "../model/file-facts.ts";
import type { ImageTree, TreeEntry } from "../model/image.ts";
import type { Gap } from "../model/inventory.ts";
import { GapLog } from "./gap-log.ts";
import { LinkedRecords, ofThisName } from "./linked-records.ts";
import type { Sighting } from "./merge.ts";
import { readLinked } from "./read-linked.ts";

/** What was found in the files of a tree, wherever they lie. */
export interface FoundInFiles {
  readonly sightings: readonly Sighting[];
  readonly gaps: readonly Gap[];
  /** Paths of the programs in which no cataloger found anything. */
  readonly unknownPrograms: readonly string[];
}

/**
 * Gathers what catalogers have found while the image was read.
 *
 * @throws only what the image's source throws
 */
export async function findInFiles(tree: ImageTree): Promise<FoundInFiles> {
  const sightings: Sighting[] = [];
  const gaps = new GapLog();
  const unknownPrograms: string[] = [];
  const linked = new LinkedRecords(tree);
  const addFindings = (path: string, found: readonly FileFindings[]): void => {
    for (const { by, packages, problems } of found) {
      for (const one of packages) sightings.push({ found: one, path });
      for (const problem of problems) gaps.add(problemGap(path, by, problem));
    }
  };
  for (const entry of tree.entries()) {
    const { path, facts, unread, shared } = entry;
    if (unread !== undefined) gaps.add(unreadGap(path, unread));
    linked.add(entry);
    const all = facts?.found ?? [];
    const found = shared === undefined ? all : ofThisName(all, path);
    addFindings(path, found);
    if (isProgram(entry) && found.every(({ packages }) => packages.length === 0)) unknownPrograms.push(path);
  }
  for await (const record of readLinked(linked.unread(), tree.files)) {
    if ("gap" in record) gaps.add(record.gap);
    else addFindings(record.path, record.found);
  }
  return { sightings, gaps: gaps.gaps(), unknownPrograms };
}

/** What a kernel or a container's runtime runs by itself; a library only where it says that it can be run as well. */
function isProgram({ path, mode, facts, kind }: TreeEntry): boolean {
  // A module of WebAssembly is run by the runtime (containerd's shims for it): it has no format that a kernel knows.
  if (path.endsWith(".wasm")) return kind === "file";
  if (facts?.format === undefined || facts.format === "script") return false;
  return (mode & EXECUTABLE) !== 0 || !LIBRARY.test(path);
}

const EXECUTABLE = 0o111;
const LIBRARY = /\.(?:so(?:\.[\d.]+)?|dll|dylib)$/i;

function problemGap(path: string, by: string, { code, reason }: FileFindings["problems"][number]): Gap {
  return { code: `packages.${code}`, by, path, reason, affects: ["packages"] };
}

function unreadGap(path: string, reason: string): Gap {
  return { code: "files.unreadable", by: "files", path, reason, affects: ["packages", "files"] };
}
