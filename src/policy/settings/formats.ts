import { isDate, isMoment } from "../../dates.ts";
import { LumogateError, messageOf } from "../../model/error.ts";
import { isPackageType, PACKAGE_TYPES } from "../../model/package-types.ts";
import { nearest } from "../../nearest.ts";
import { parseReference } from "../../reference.ts";
import { ORDERINGS } from "../../versions/index.ts";
import type { Ordering } from "../../versions/ordering.ts";
import { invalidBound, parseRange } from "../../versions/range.ts";
import { isPackageName } from "./package-name.ts";

/** @returns a clause that says why the text is none; undefined where it is one */
export type FormatCheck = (text: string) => string | undefined;

/** What a text has to be where a schema names this `format`. */
export interface Format {
  /** As a sentence names it: "which is no version range". */
  readonly name: string;
  /** The libraries of some are loaded only for a schema that names them. */
  load(): FormatCheck | Promise<FormatCheck>;
}

/** Every `format` that a schema of settings or of data may name. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ["version-range", { name: "version range", load: () => rangeProblem }],
  ["re2", { name: "regular expression in RE2 syntax", load: loadRe2 }],
  ["purl", { name: "package URL", load: loadPurl }],
  ["package-name", { name: "package's name", load: () => nameProblem }],
  ["package-type", { name: "type of packages that lumogate reads", load: () => typeProblem }],
  ["date", { name: "date", load: () => dateProblem }],
  ["date-time", { name: "date or moment", load: () => momentProblem }],
  ["duration", { name: "duration", load: loadDuration }],
  ["image-reference", { name: "image's name", load: () => referenceProblem }],
  ["glob", { name: "glob", load: loadGlob }],
]);

const STRICT_ORDERINGS = [...new Set<Ordering>(Object.values(ORDERINGS))].filter(
  ({ isLenient = false }) => !isLenient,
);

/** Its bounds have to be versions to one package manager at least that is strict about what a version is. */
function rangeProblem(text: string): string | undefined {
  try {
    const range = parseRange(text);
    const wrong = STRICT_ORDERINGS.map((ordering) => invalidBound(range, ordering));
    if (wrong.includes(undefined)) return undefined;
    return `${JSON.stringify(wrong[0]?.version)} is no version to any package manager`;
  } catch (error) {
    if (error instanceof LumogateError) return reasonOf(error.message);
    throw error;
  }
}

/** By the parser that answers `regex.match`: what it refuses would make a rule fail when it runs. */
async function loadRe2(): Promise<FormatCheck> {
  const { compile } = await import("../builtins/patterns/re2.ts");
  return (text) => {
    try {
      compile(text);
      return undefined;
    } catch (error) {
      return `${reasonOf(messageOf(error))}; RE2 neither looks around nor refers back (https://github.com/google/re2/wiki/Syntax)`;
    }
  };
}

/** The type is checked, too: of a type that nobody reads there is never a package. */
async function loadPurl(): Promise<FormatCheck> {
  const { PackageURL } = await import("packageurl-js");
  return (text) => {
    try {
      return typeProblem(PackageURL.fromString(text).type);
    } catch (error) {
      return `${reasonOf(messageOf(error))}; write for example pkg:deb/debian/openssl@3.0.11-1`;
    }
  };
}

function nameProblem(text: string): string | undefined {
  if (isPackageName(text)) return undefined;
  if (text.startsWith("pkg:"))
    return `it is a package URL, which has a key of its own: { purl: ${JSON.stringify(text)} }`;
  return "a name has letters, digits and . + - _ ~ only, as in libssl3, @babel/core or log4j:log4j, and * for any characters";
}

function typeProblem(text: string): string | undefined {
  if (isPackageType(text)) return undefined;
  const types = Object.keys(PACKAGE_TYPES);
  const near = nearest(text, types);
  const meant = near === undefined ? "" : `; did you mean "${near}"?`;
  return `lumogate reads no packages of the type ${JSON.stringify(text)}, but of ${types.join(", ")}${meant}`;
}

function dateProblem(text: string): string | undefined {
  return isDate(text) ? undefined : "a date is a day of the calendar, written as 2026-01-31";
}

function momentProblem(text: string): string | undefined {
  if (isDate(text) || isMoment(text)) return undefined;
  return "write a day as 2026-01-31, or a moment with its time zone as 2026-01-31T12:00:00Z (RFC 3339)";
}

/** By the parser that answers `time.parse_duration_ns`; as an age or a limit, so not negative. */
async function loadDuration(): Promise<FormatCheck> {
  const { parseDuration } = await import("../builtins/go/durations.ts");
  return (text) => {
    try {
      return parseDuration(text) < 0n ? "it is negative" : undefined;
    } catch {
      return "write numbers with units, y, w, d, h, m, s, ms, us or ns, as in 90d or 1h30m; 292 years at most";
    }
  };
}

function referenceProblem(text: string): string | undefined {
  try {
    return parseReference(text).kind === "name"
      ? undefined
      : "it is an engine's own ID, which no registry knows";
  } catch (error) {
    return reasonOf(messageOf(error));
  }
}

/** By the parser that answers `glob.match`. An empty one would match nothing but an empty text. */
async function loadGlob(): Promise<FormatCheck> {
  const { globPattern } = await import("../builtins/patterns/glob-pattern.ts");
  return (text) => {
    if (text === "") return "it is empty";
    try {
      globPattern(text, []);
      return undefined;
    } catch (error) {
      return reasonOf(messageOf(error));
    }
  };
}

/** The reason in a sentence that says what is none, and why: `"x" is not a version range: no version follows "<".` */
function reasonOf(sentence: string): string {
  const at = sentence.indexOf(": ");
  return (at === -1 ? sentence : sentence.slice(at + 2)).replace(/\.$/, "");
}
