import { LIMITS } from "../../limits.ts";
import type { Cataloger, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { byteString, decodeUtf8, lineAt, quoted, sliceTrimmed } from "../../text.ts";

/**
 * apk's database, apk-installed(5): lines of one letter, a colon and a value; the letter's case matters; an empty
 * line ends a package. Most lines are about the package's files and are passed over.
 */
export const apk = {
  name: "apk",
  type: "apk",
  // apk-tools 3 moved it below /usr; /var/lib/apk is where some derivatives keep it.
  files: ["/lib/apk/db/installed", "/usr/lib/apk/db/installed", "/var/lib/apk/db/installed"],
  directories: [],
  hasBlankLines: true,
  parse: ({ bytes }) => parseInstalled(bytes),
} satisfies Cataloger;

/** Package, version, architecture, licence, origin (source package), maintainer. */
type Key = "P" | "V" | "A" | "L" | "o" | "m";

const KEYS: ReadonlySet<string> = new Set<Key>(["P", "V", "A", "L", "o", "m"]);

function isKey(key: string): key is Key {
  return KEYS.has(key);
}

interface Draft {
  readonly line: number;
  readonly values: Map<Key, string>;
}

function parseInstalled(bytes: Uint8Array): ParsedDatabase {
  const text = byteString(bytes);
  const log = new ProblemLog();
  const nul = text.indexOf("\0");
  if (nul !== -1) log.add("malformed", "a NUL byte, which no text file has.", lineAt(text, nul));

  const packages: ParsedPackage[] = [];
  const seen = new Set<string>();
  for (const draft of readDrafts(text, log)) {
    const found = parsePackage(draft, log);
    if (found === undefined) continue;
    if (packages.length === LIMITS.packages) {
      log.add("limit", `more than ${LIMITS.packages} packages; the rest was not read.`, draft.line);
      break;
    }
    if (seen.has(found.name))
      log.add("malformed", `${quoted(found.name)} is here a second time.`, draft.line);
    seen.add(found.name);
    packages.push(found);
  }
  return { packages, problems: log.problems() };
}

function* readDrafts(text: string, log: ProblemLog): Generator<Draft> {
  let draft: Draft | undefined;
  let line = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    line += 1;
    end = text.indexOf("\n", start);
    if (end === -1) {
      end = text.length;
      log.add("truncated", "the file ends within a line, so it was cut short.", line);
    }
    if (end - start < 2) {
      if (end !== start && text[start] !== "\r") log.add("malformed", "neither a field nor empty.", line);
      if (draft !== undefined) yield draft;
      draft = undefined;
      continue;
    }
    if (text.charCodeAt(start + 1) !== COLON)
      log.add("malformed", "does not begin with a letter and a colon.", line);
    const key = text.charAt(start);
    if (key === "P" && draft?.values.has("P") === true) {
      // The empty line between two packages is missing; the second must not get lost in the first.
      log.add("malformed", "a second P in one package.", line);
      yield draft;
      draft = undefined;
    }
    draft ??= { line, values: new Map() };
    if (!isKey(key)) continue;
    if (draft.values.has(key)) log.add("malformed", `a second ${key} in one package.`, line);
    else draft.values.set(key, sliceTrimmed(text, start + 2, end));
  }
  if (draft !== undefined) yield draft;
}

const COLON = 0x3a;

/** By apk-package(5); a dot in front is that of a virtual package, as `apk add --virtual .build-deps` makes it. */
const NAME = /^[A-Za-z0-9._][A-Za-z0-9._+-]*$/;

function parsePackage({ line, values }: Draft, log: ProblemLog): ParsedPackage | undefined {
  const text = (key: Key): string | undefined => {
    const value = values.get(key);
    if (value === undefined || value === "") return undefined;
    const { text: decoded, utf8 } = decodeUtf8(value);
    if (!utf8 && key !== "m") log.add("encoding", `the value of ${key} is not UTF-8.`, line);
    return decoded;
  };
  const name = text("P");
  const version = text("V");
  const arch = text("A");
  const license = text("L");
  const origin = text("o");
  const maintainer = text("m");
  if (name === undefined) {
    log.add("malformed", "a package without a name (P).", line);
    return undefined;
  }
  if (!NAME.test(name))
    log.add("bad-name", `${quoted(name)} is not a name that apk gives to packages.`, line);
  if (version === undefined) log.add("malformed", `${quoted(name)} has no version (V).`, line);
  return {
    name,
    version: version ?? "",
    ...(arch === undefined ? {} : { arch }),
    ...(origin === undefined ? {} : { source: { name: origin } }),
    ...(license === undefined ? {} : { licenses: splitLicenses(license) }),
    ...(maintainer === undefined ? {} : { maintainer }),
  };
}

/** An SPDX expression is one licence; older packages have a list of names with blanks between them. */
function splitLicenses(text: string): string[] {
  return /[()]|\b(?:AND|OR|WITH)\b/.test(text) ? [text] : text.split(/\s+/);
}
