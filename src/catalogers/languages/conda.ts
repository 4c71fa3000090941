import type { JsonRecord } from "../../json.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { formatPurl } from "../../model/purl.ts";
import { quoted } from "../../text.ts";
import type { RecordCataloger } from "../cataloger.ts";
import { readRecord } from "../json-record.ts";
import { ProblemLog } from "../problem-log.ts";
import { distinctTexts, shortText } from "../values.ts";

/**
 * Packages of conda, mamba and micromamba, in the base environment as in any other: each has a record
 * `conda-meta/NAME-VERSION-BUILD.json` (conda's PrefixRecord). What else conda keeps there (`history`, `pinned`, `state`) has
 * other names.
 */
export const conda = {
  name: "conda",
  globs: ["**/conda-meta/*.json"],
  parse: ({ path, bytes }) => {
    const log = new ProblemLog();
    const named = byFileName(path.slice(path.lastIndexOf("/") + 1));
    const record = readRecord(bytes);
    if (record === undefined)
      log.add("malformed", "it is no JSON object, so what it records is known by its name only.");
    const identity = record === undefined ? named : identify(record, named, log);
    return {
      packages: identity === undefined ? [] : [condaPackage(identity, record ?? {})],
      problems: log.problems(),
    };
  },
} satisfies RecordCataloger;

interface Identity {
  readonly name: string;
  readonly version: string;
  readonly build?: string | undefined;
}

/** @returns undefined for a file that others keep there: neither its content nor its name is a record's */
function identify(record: JsonRecord, named: Identity | undefined, log: ProblemLog): Identity | undefined {
  const name = shortText(record["name"]);
  const version = shortText(record["version"]);
  const build = shortText(record["build"]) ?? shortText(record["build_string"]) ?? named?.build;
  if (name !== undefined && version !== undefined) return { name, version, build };
  if (named === undefined) return undefined;
  const [code, what] = name === undefined ? ["bad-name", "name"] : ["bad-version", "version"];
  log.add(
    code,
    `no ${what}; by the file's it is ${quoted(name === undefined ? named.name : named.version)}.`,
  );
  return { name: name ?? named.name, version: version ?? named.version, build };
}

/** Neither version nor build has a hyphen in it (conda's package naming conventions); a name may. */
function byFileName(fileName: string): Identity | undefined {
  const [, name, version, build] = /^(.+)-([^-]+)-([^-]+)\.json$/i.exec(fileName) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version, build };
}

function condaPackage({ name, version, build }: Identity, record: JsonRecord): FoundPackage {
  const subdir = shortText(record["subdir"]);
  const licenses = distinctTexts([record["license"]]);
  const type = /\.(tar\.bz2|conda)$/.exec(shortText(record["fn"]) ?? "")?.[1];
  return {
    type: "conda",
    name,
    version,
    ...(subdir === undefined ? {} : { arch: subdir }),
    ...(licenses.length === 0 ? {} : { licenses }),
    purl: formatPurl({
      type: "conda",
      name,
      version,
      qualifiers: { build, channel: channelOf(record, subdir), subdir, type },
    }),
  };
}

/**
 * The channel as `conda list` names it: `conda-forge`, `pkgs/main`. Records have either that or a URL, which may have a
 * password or a token in it: `https://conda.anaconda.org/t/TOKEN/conda-forge/linux-64`.
 */
function channelOf({ channel }: JsonRecord, subdir: string | undefined): string | undefined {
  const recorded = shortText(channel);
  if (recorded === undefined || !recorded.includes("://")) return recorded;
  if (!URL.canParse(recorded)) return undefined;
  const names = new URL(recorded).pathname.split("/").filter((name) => name !== "");
  const token = names.indexOf("t");
  if (token !== -1) names.splice(token, 2);
  if (names.at(-1) === subdir) names.pop();
  return names.join("/");
}
