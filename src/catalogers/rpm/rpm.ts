import { LIMITS } from "../../limits.ts";
import { quoted } from "../../text.ts";
import type { Cataloger, DatabaseContent, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { rpmHeaders } from "./headers.ts";
import { packageOf } from "./package.ts";

/** rpm's own order where several lie in a folder (lib/backend/dbi.cc): the later ones are mostly leftovers of an upgrade. */
const NAMES = ["rpmdb.sqlite", "Packages.db", "Packages"];

/** What SQLite keeps beside a database that was not closed. */
const LOGS = ["rpmdb.sqlite-wal", "rpmdb.sqlite-journal"];

/** Where distributions have rpm's database: all until about 2020, those that have moved it since, and ostree's. */
const DIRECTORIES = ["/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"];

/** The databases of rpm, in all three formats. */
export const rpm = {
  name: "rpm",
  type: "rpm",
  files: DIRECTORIES.flatMap((directory) => NAMES.map((name) => `${directory}/${name}`)),
  directories: [],
  companions: (path) => {
    const [directory, name] = split(path);
    return [...NAMES.slice(0, NAMES.indexOf(name)), ...LOGS].map((each) => `${directory}/${each}`);
  },
  parse: (database) => {
    const own = parseOne(database);
    const preferred = (database.companions ?? []).filter(({ path }) => NAMES.includes(split(path)[1]));
    return preferred.length === 0 ? own : besides(own, database, preferred);
  },
} satisfies Cataloger;

function parseOne(database: DatabaseContent): ParsedDatabase {
  const log = new ProblemLog();
  const packages: ParsedPackage[] = [];
  let characters = 0;
  for (const header of rpmHeaders(database, log)) {
    const found = packageOf(header, log);
    if (found === undefined) continue;
    characters += charactersIn(found);
    if (characters > LIMITS.rpmTextChars) {
      log.add(
        "limit",
        `Its texts have more than ${LIMITS.rpmTextChars} characters (limit rpmTextChars); the rest was not read.`,
      );
      break;
    }
    packages.push(found);
  }
  return { packages, problems: log.problems() };
}

function charactersIn(found: ParsedPackage): number {
  return Object.values(found)
    .flatMap((value) => (typeof value === "object" ? Object.values(value) : [value]))
    .reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 0), 0);
}

/**
 * A database beside one that rpm prefers is mostly left over from before an upgrade, and none of its packages counts. But
 * which one is in use depends on how rpm is set up; so it is told where they do not say the same.
 */
function besides(
  own: ParsedDatabase,
  { companions = [] }: DatabaseContent,
  preferred: readonly DatabaseContent[],
): ParsedDatabase {
  const logs = companions.filter(({ path }) => LOGS.includes(split(path)[1]));
  for (const { path, bytes } of preferred) {
    const { packages } = parseOne({ path, bytes, companions: logs });
    const [, name] = split(path);
    if (packages.length === 0) continue;
    const known = new Set(packages.map((one) => identity(one)));
    const others = own.packages.filter((one) => !known.has(identity(one)));
    const [first] = others;
    if (first === undefined) return { packages: [], problems: [] };
    const reason = `Beside it lies ${name}, which rpm prefers; ${others.length} packages stand only here, as ${quoted(identity(first))}, and were left out.`;
    return { packages: [], problems: [{ code: "several-databases", reason }] };
  }
  const names = preferred.map(({ path }) => split(path)[1]).join(" and ");
  const reason = `Beside it lies ${names}, which rpm prefers, without packages; those that stand here are listed.`;
  return { packages: own.packages, problems: [...own.problems, { code: "several-databases", reason }] };
}

function identity({ name, epoch, version, arch }: ParsedPackage): string {
  return `${name}-${epoch === undefined ? "" : `${epoch}:`}${version}.${arch ?? ""}`;
}

function split(path: string): readonly [string, string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
}
