import type { TreeEntry } from "../../model/image.ts";
import type { NotableKind } from "../../model/notable-file.ts";
import type { Owners } from "../ownership/owners.ts";
import { capabilityText } from "./capabilities.ts";

/** Why one entry of the tree, by itself, matters to policies; most do not. */
export function kindsOf(entry: TreeEntry, owners: Owners): readonly Reason[] {
  const { kind, mode, capabilities, facts } = entry;
  if (kind === "directory") return isOpenFolder(mode) ? WORLD_WRITABLE : NONE;
  // Nobody can tell what a link's own mode is for, and devices are there to be written to.
  if (kind !== "file") return NONE;
  // Most files are done with here: this is asked of each.
  if ((mode & NOTABLE_BITS) === 0 && capabilities === undefined && facts === undefined) return NONE;
  const reasons: Reason[] = [];
  if ((mode & SETUID) !== 0) reasons.push({ kind: "setuid" });
  if ((mode & SETGID) !== 0) reasons.push({ kind: "setgid" });
  if ((mode & OTHERS_WRITE) !== 0) reasons.push({ kind: "world-writable" });
  if (capabilities !== undefined)
    reasons.push({ kind: "capabilities", detail: capabilityText(capabilities) });
  if (facts?.credential !== undefined) reasons.push({ kind: "credential", detail: facts.credential });
  if (isUnowned(entry, owners)) reasons.push({ kind: "unowned-executable", detail: facts?.format });
  return reasons;
}

export interface Reason {
  readonly kind: NotableKind;
  readonly detail?: string | undefined;
}

const NONE: readonly Reason[] = [];
const WORLD_WRITABLE: readonly Reason[] = [{ kind: "world-writable" }];

const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY = 0o1000;
const OTHERS_WRITE = 0o002;
const NOTABLE_BITS = SETUID | SETGID | OTHERS_WRITE;
const EXECUTE = 0o111;

/** In which anybody can remove anybody's files; with the sticky bit, as /tmp has it, only one's own. */
function isOpenFolder(mode: number): boolean {
  return (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
}

/**
 * A program, or a script, that can be run and that neither a package of the system brought nor one of a language. Where no
 * package manager says whose files are whose, all would be such, so none is.
 */
function isUnowned({ path, mode, facts }: TreeEntry, owners: Owners): boolean {
  if ((mode & EXECUTE) === 0 || facts?.format === undefined || !owners.known) return false;
  // Many are marked as executable all the same.
  if (facts.isLibrary === true) return false;
  return owners.ownerOf(path) === undefined && !owners.isOfLanguage(path);
}
