import { parseRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { isPackageType, type PackageType } from "../../model/package-types.ts";
import { byteString, decodeUtf8 } from "../../text.ts";
import type { ParsedFile } from "../cataloger.ts";
import { splitEpoch } from "../epoch.ts";
import { ProblemLog } from "../problem-log.ts";
import type { Executable, FileRange } from "./executable.ts";
import { NumberReader } from "./number-reader.ts";

const SECTION = ".note.package";
/** Of a PE, which knows no notes: the JSON alone. */
const PE_SECTION = ".pkgnote";
const OWNER = "FDO\0";
const NOTE_TYPE = 0xcafe1a7e;

/** Words of the specification, and of those who use it, that are not a package URL's. */
const TYPES: ReadonlyMap<string, PackageType> = new Map([
  ["pacman", "alpm"],
  ["arch", "alpm"],
  ["portage", "ebuild"],
]);

/** Types whose versions may begin with an epoch, which an inventory has apart. */
const WITH_EPOCH: ReadonlySet<PackageType> = new Set(["deb", "rpm", "alpm"]);

/**
 * The package that a program or library was built for, as its linker was told ("Package Metadata for Executable Files",
 * uapi-group.org): a note with JSON. It stays where the package manager's database was deleted.
 */
export async function readPackageNote(executable: Executable): Promise<ParsedFile> {
  const log = new ProblemLog();
  const packages: FoundPackage[] = [];
  let left: number = LIMITS.packageNoteBytes;
  for (const place of placesOfNotes(executable)) {
    // Also a place with nothing in it takes its time.
    left -= Math.max(place.size, 12);
    if (left < 0) {
      log.add("limit", `its notes take more than ${LIMITS.packageNoteBytes} bytes; the rest was not read.`);
      break;
    }
    const bytes = await executable.content.read(place.offset, place.size);
    const texts = executable.format === "pe" ? [byteString(bytes)] : notesIn(bytes, executable.littleEndian);
    for (const json of texts) {
      const found = packageOf(json, log);
      if (found !== undefined) packages.push(found);
    }
  }
  return { packages, problems: log.problems() };
}

function placesOfNotes({ format, sections, notes }: Executable): readonly FileRange[] {
  const own = sections.filter(({ name }) => name === (format === "pe" ? PE_SECTION : SECTION));
  return sections.length > 0 ? own : notes;
}

/** The texts of those notes that are a package's: sizes of name and text, a type, the name, the text, each padded to four bytes. */
function* notesIn(bytes: Uint8Array, littleEndian: boolean): Generator<string> {
  const numbers = new NumberReader(bytes, littleEndian);
  for (let at = 0; at + 12 <= bytes.length;) {
    const nameSize = numbers.u32(at);
    const textAt = at + 12 + padded(nameSize);
    const textSize = numbers.u32(at + 4);
    const name = byteString(bytes.subarray(at + 12, at + 12 + Math.min(nameSize, OWNER.length)));
    if (numbers.u32(at + 8) === NOTE_TYPE && nameSize === OWNER.length && name === OWNER)
      yield byteString(bytes.subarray(textAt, textAt + textSize));
    at = textAt + padded(textSize);
  }
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function packageOf(bytes: string, log: ProblemLog): FoundPackage | undefined {
  // The linker's script pads the text with NULs.
  const note = parseRecord(decodeUtf8(bytes.replace(/\0{1,65536}$/, "")).text);
  if (note === undefined) {
    log.add("malformed", "its note about the package that it was built for is no JSON object.");
    return undefined;
  }
  const text = (key: string): string | undefined => {
    const value = note[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const name = text("name");
  // A note may also tell other things, such as what is linked in (dlopen): then it is no package's.
  if (name === undefined) return undefined;
  const type = text("type")?.toLowerCase() ?? "generic";
  const known = TYPES.get(type) ?? (isPackageType(type) ? type : "generic");
  const full = text("version");
  const { epoch, version } = WITH_EPOCH.has(known) ? splitEpoch(full ?? "") : { version: full ?? "" };
  const arch = text("architecture");
  const license = text("license");
  const vendor = text("vendor");
  return {
    type: known,
    name,
    version,
    ...(epoch === undefined ? {} : { epoch }),
    ...(arch === undefined ? {} : { arch }),
    // By the specification, the name is that of the source package: that of a library says whose it is, not what is installed.
    source: { name, ...(full === undefined ? {} : { version: full }) },
    ...(license === undefined ? {} : { licenses: [license] }),
    ...(vendor === undefined ? {} : { vendor }),
    evidence: "binary",
  };
}
