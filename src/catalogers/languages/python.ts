import { LIMITS } from "../../limits.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { byteString, decodeUtf8, quoted } from "../../text.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { type Headers, readHeaders } from "./python-headers.ts";
import { type PythonPlace, pythonPlace } from "./python-place.ts";
import { unlisted } from "./unlisted.ts";
import { distinctTexts, person, shortText } from "../values.ts";

/**
 * Python packages as pip, setuptools and distutils record them: core metadata
 * (packaging.python.org/specifications/core-metadata), in folders by the specification of recording installed packages.
 * In each folder they are those that `pip list --path` tells of it. What another package carries for itself is no folder that pip
 * looks into, but Python can import it, so it is told with the status `vendored`.
 */
export const python = {
  name: "python",
  globs: ["**/*.{dist-info,egg-info}/{METADATA,PKG-INFO}", "**/*.egg-info", "**/*.egg/EGG-INFO/PKG-INFO"],
  parse: ({ path, bytes }) => pythonPackage(path, bytes),
} satisfies RecordCataloger;

const FIELDS = new Set([
  "name",
  "version",
  "license-expression",
  "license",
  "classifier",
  "maintainer",
  "maintainer-email",
  "author",
  "author-email",
]);

/**
 * A package by its METADATA or PKG-INFO. What that does not say, or says in part, is told by its place.
 *
 * @param path absolute, of the record
 */
export function pythonPackage(path: string, bytes: Uint8Array): ParsedFile {
  const place = pythonPlace(path);
  const found = packageAt(place, bytes);
  return place.isListed ? found : unlisted(found);
}

function packageAt(place: PythonPlace, bytes: Uint8Array): ParsedFile {
  const headers = readHeaders(byteString(bytes), FIELDS);
  const log = new ProblemLog();
  const name = identifier("Name", headers, place.name, log);
  const version = identifier("Version", headers, place.version, log);
  if (name === undefined) return { packages: [], problems: log.problems() };
  if (!NAME.test(name)) log.add("bad-name", `${quoted(name)} is no name of a Python package.`);

  const licenses = licensesOf(headers);
  const maintainer =
    person(text(headers, "maintainer"), text(headers, "maintainer-email")) ??
    person(text(headers, "author"), text(headers, "author-email"));
  const found: FoundPackage = {
    type: "pypi",
    name,
    version: version ?? "",
    ...(place.vendored ? { status: "vendored" } : {}),
    ...(licenses.length === 0 ? {} : { licenses }),
    ...(maintainer === undefined ? {} : { maintainer }),
  };
  return { packages: [found], problems: log.problems() };
}

/** PEP 508, and with it pip. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** The first value counts, as for Python. */
function identifier(
  field: "Name" | "Version",
  headers: Headers,
  byPlace: string | undefined,
  log: ProblemLog,
): string | undefined {
  const known = shortText(byPlace?.slice(0, LIMITS.recordedChars));
  // Without a name there is no package, so one is lost.
  const code = field === "Version" ? "bad-version" : known === undefined ? "malformed" : "bad-name";
  const value = headers.values.get(field.toLowerCase())?.[0];
  const decoded = decodeUtf8(value ?? "");
  if (!decoded.utf8) log.add("encoding", `the ${field} is not UTF-8.`);
  const said = shortText(decoded.text);
  const isCut = headers.unfinished === field.toLowerCase();
  if (said !== undefined && !(isCut && known !== undefined && canonical(said) !== canonical(known)))
    return said;
  const what = said === undefined ? `has no ${field}` : `ends within its ${field}`;
  const byPath = known === undefined ? "and its path does not tell it" : `by its path it is ${quoted(known)}`;
  log.add(code, `the metadata ${what}; ${byPath}.`);
  return known;
}

/** PEP 503, and for versions just as well where only a cut one is to be told from a whole one. */
function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/**
 * By PEP 639 a License-Expression stands for all else. Before that, License told what the classifiers could not; it is a
 * licence's name, or the whole text of one, which is no name.
 */
function licensesOf(headers: Headers): string[] {
  const expression = text(headers, "license-expression");
  if (expression !== undefined) return [expression];
  const classifiers = (headers.values.get("classifier") ?? [])
    .filter((classifier) => classifier.startsWith("License ::"))
    .map((classifier) => decodeUtf8(classifier.slice(classifier.lastIndexOf("::") + 2)).text.trim())
    .filter((license) => license !== "OSI Approved");
  return distinctTexts([text(headers, "license"), ...classifiers]);
}

/** distutils writes UNKNOWN for what its caller did not say. */
function text(headers: Headers, field: string): string | undefined {
  const value = shortText(decodeUtf8(headers.values.get(field)?.[0] ?? "").text);
  return value === "UNKNOWN" ? undefined : value;
}
