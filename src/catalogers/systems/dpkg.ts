import { LIMITS } from "../../limits.ts";
import type { Cataloger, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { readStanzas, type Stanza } from "../deb822.ts";
import { debianSource, debianVersion } from "./debian-values.ts";
import { ProblemLog } from "../problem-log.ts";
import { byteString, decodeUtf8, lineAt, quoted } from "../../text.ts";

/** dpkg's database: deb-control(5) stanzas with a Status field, dpkg(1). */
export const dpkg = {
  name: "dpkg",
  type: "deb",
  files: ["/var/lib/dpkg/status"],
  directories: [],
  hasBlankLines: true,
  parse: ({ bytes }) => parseStatus(bytes, { needsStatus: true }),
} satisfies Cataloger;

/** What distroless images have instead: one file per package, as it stands in the .deb, so without a Status. */
export const dpkgStatusDirectory = {
  name: "dpkg-status.d",
  type: "deb",
  files: [],
  directories: ["/var/lib/dpkg/status.d"],
  accepts: (fileName) => !fileName.endsWith(".md5sums"),
  hasBlankLines: true,
  parse: ({ bytes }) => parseStatus(bytes, { needsStatus: false }),
} satisfies Cataloger;

const FIELDS = [
  "Package",
  "Status",
  "Architecture",
  "Version",
  "Source",
  "Maintainer",
  "Port-Version",
  "Abi",
] as const;
type Field = (typeof FIELDS)[number];

/** The states that mean that none of the package's files is there, then all the others. */
const GONE = new Set(["not-installed", "config-files"]);
const PRESENT = new Set([
  "installed",
  "half-installed",
  "unpacked",
  "half-configured",
  "triggers-awaited",
  "triggers-pending",
]);

/** The first two words of a Status: what the administrator wants, and whether a reinstallation is due. */
const WANTED = new Set(["unknown", "install", "hold", "deinstall", "purge"]);
const FLAGS = new Set(["ok", "reinstreq"]);

/** dpkg's pkg_name_is_illegal (lib/dpkg/parsehelp.c), which is more lenient than Debian's policy. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

interface StatusRules {
  /** Whether a stanza without a Status is broken. */
  readonly needsStatus: boolean;
}

/** Reads stanzas of installed packages, of a status file or of a .deb's control file. */
export function parseStatus(bytes: Uint8Array, rules: StatusRules): ParsedDatabase {
  const text = byteString(bytes);
  const log = new ProblemLog();
  const packages: ParsedPackage[] = [];
  const seen = new Set<string>();
  const nul = text.indexOf("\0");
  if (nul !== -1) log.add("malformed", "a NUL byte, which no text file has.", lineAt(text, nul));

  for (const stanza of readStanzas(text, FIELDS, log)) {
    // vcpkg keeps a file of the same name and a like grammar, but its packages are not Debian's.
    if (stanza.fields["Port-Version"] !== undefined || stanza.fields.Abi !== undefined) {
      log.add(
        "not-dpkg",
        "Port-Version and Abi are fields of vcpkg, so this is no database of dpkg.",
        stanza.line,
      );
      break;
    }
    const found = parsePackage(stanza, rules, log);
    if (found === undefined) continue;
    if (packages.length === LIMITS.packages) {
      log.add("limit", `more than ${LIMITS.packages} packages; the rest was not read.`, stanza.line);
      break;
    }
    // dpkg only warns where an Architecture is missing; but here a stanza ends that was begun like those before it.
    if (!stanza.closed && found.arch === undefined && packages.at(-1)?.arch !== undefined)
      log.add("truncated", `${quoted(found.name)} has no Architecture.`, stanza.line);
    const key = `${found.name}:${found.arch ?? ""}`;
    if (seen.has(key)) log.add("malformed", `the package ${quoted(key)} is here a second time.`, stanza.line);
    seen.add(key);
    packages.push(found);
  }
  return { packages, problems: log.problems() };
}

function parsePackage(stanza: Stanza<Field>, rules: StatusRules, log: ProblemLog): ParsedPackage | undefined {
  const { fields, line, closed } = stanza;
  const text = (field: Field): string | undefined => {
    const value = fields[field];
    if (value === undefined || value === "") return undefined;
    const { text: decoded, utf8 } = decodeUtf8(value);
    // Old maintainers' names are Latin-1 in real images; in what identifies a package it is no accident.
    if (!utf8 && field !== "Maintainer") log.add("encoding", `the ${field} is not UTF-8.`, line);
    return decoded;
  };
  const incomplete = closed ? "malformed" : "truncated";
  const name = text("Package");
  if (name === undefined) {
    log.add(incomplete, "a stanza without a Package.", line);
    return undefined;
  }
  const tell = (code: string, what: string): void => log.add(code, `${quoted(name)} ${what}`, line);
  if (!NAME.test(name)) tell("bad-name", "is a name that dpkg would refuse.");

  const status = text("Status");
  const state = status === undefined ? "installed" : stateOf(status);
  if (state === "gone") return undefined;
  if (status === undefined && rules.needsStatus) tell(incomplete, "has no Status.");
  if (!PRESENT.has(state)) tell("bad-status", `has the Status ${quoted(state)}, which dpkg does not know.`);

  const version = text("Version");
  const arch = text("Architecture");
  const maintainer = text("Maintainer");
  if (version === undefined) tell(incomplete, "has no Version.");
  const parsed = debianVersion(version ?? "");
  if (parsed.problem !== undefined) tell("bad-version", parsed.problem);

  return {
    // dpkg itself takes TELNET for telnet.
    name: name.toLowerCase(),
    version: parsed.version,
    ...(parsed.epoch === undefined ? {} : { epoch: parsed.epoch }),
    ...(arch === undefined ? {} : { arch }),
    ...(state === "installed" ? {} : { status: state }),
    source: debianSource(text("Source"), { name: name.toLowerCase(), version: version ?? "" }),
    ...(maintainer === undefined ? {} : { maintainer }),
  };
}

/**
 * The third word of "want flag state"; dpkg compares them without case.
 *
 * @returns the whole text for what dpkg would not understand: the package is then there until somebody proves it is not
 */
function stateOf(status: string): string {
  if (status === "install ok installed") return "installed";
  const words = status.toLowerCase().split(/\s+/);
  const [want = "", flag = "", state = ""] = words;
  if (words.length !== 3 || !WANTED.has(want) || !FLAGS.has(flag)) return status;
  if (GONE.has(state)) return "gone";
  return PRESENT.has(state) ? state : status;
}
