import { LIMITS } from "../../limits.ts";
import { byteString, decodeUtf8, lineAt, quoted } from "../../text.ts";
import type { Cataloger, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { sourceOf } from "./source.ts";

const DIRECTORY = "/var/lib/rpmmanifest";

/**
 * What Azure Linux's images without rpm have in place of its database: one line for each package, written by `rpm -qa`; a
 * short list of names, and a long one, which is read where it is there.
 */
export const rpmManifest = {
  name: "rpm-manifest",
  type: "rpm",
  files: [`${DIRECTORY}/container-manifest-2`, `${DIRECTORY}/container-manifest-1`],
  directories: [],
  companions: (path) => (path.endsWith("-1") ? [`${DIRECTORY}/container-manifest-2`] : []),
  parse: ({ path, bytes, companions = [] }) => {
    const long = companions[0];
    // Of the two lists only the long one tells epochs, so that taken together they would name a package twice.
    if (long !== undefined && hasLines(long.bytes)) return { packages: [], problems: [] };
    return parseLines(bytes, path.endsWith("-1") ? shortLine : longLine);
  },
} satisfies Cataloger;

function hasLines(bytes: Uint8Array): boolean {
  return parseLines(bytes, longLine).packages.length > 0;
}

function parseLines(
  bytes: Uint8Array,
  parseLine: (line: string) => ParsedPackage | undefined,
): ParsedDatabase {
  const text = byteString(bytes);
  const log = new ProblemLog();
  const packages: ParsedPackage[] = [];
  // The last line counts, whether or not it ends.
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    const newline = text.indexOf("\n", start);
    end = newline === -1 ? text.length : newline;
    const line = decodeUtf8(text.slice(start, end)).text.replace(/\r$/, "");
    if (line.trim() === "") continue;
    const found = parseLine(line);
    if (found === undefined) {
      const code = newline === -1 ? "truncated" : "malformed";
      log.add(code, `${quoted(line)} is not a package as rpm lists it.`, lineAt(text, start));
    } else if (packages.length === LIMITS.packages) {
      log.add("limit", `more than ${LIMITS.packages} packages; the rest was not read.`, lineAt(text, start));
      break;
    } else packages.push(found);
  }
  return { packages, problems: log.problems() };
}

/** NAME, VERSION-RELEASE, two times, VENDOR, nothing, SIZE, ARCH, EPOCHNUM, SOURCERPM, with tabs between them. */
function longLine(line: string): ParsedPackage | undefined {
  const fields = line.split("\t");
  const [name, version, , , vendor, , size, arch, epoch, source] = fields.map((field) =>
    field === "(none)" || field === "" ? undefined : field,
  );
  if (fields.length !== 10 || name === undefined || version === undefined || !isNumber(epoch))
    return undefined;
  return {
    name,
    version,
    // 0 stands for no epoch, too, which is what nearly all packages have.
    ...(Number(epoch) === 0 ? {} : { epoch: Number(epoch) }),
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { source: sourceOf(source) ?? { name: source } }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(isNumber(size) ? { size: Number(size) } : {}),
  };
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,15}$/.test(text);
}

/** NAME-VERSION-RELEASE.ARCH; a public key's line has no architecture. */
function shortLine(line: string): ParsedPackage | undefined {
  const release = line.lastIndexOf("-");
  const version = line.lastIndexOf("-", release - 1);
  if (version <= 0 || release - version < 2 || release === line.length - 1) return undefined;
  const name = line.slice(0, version);
  const dot = line.lastIndexOf(".");
  if (dot < release || name === "gpg-pubkey") return { name, version: line.slice(version + 1) };
  return { name, version: line.slice(version + 1, dot), arch: line.slice(dot + 1) };
}
