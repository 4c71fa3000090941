import type { FoundPackage } from "../../model/file-facts.ts";
import { byteString, decodeUtf8, quoted } from "../../text.ts";
import type { ParsedFile, Problem, RecordCataloger } from "../cataloger.ts";
import { splitEpoch } from "../epoch.ts";

/**
 * pacman's database (libalpm, be_local.c): a folder for each package, and in its `desc` sections of a name between percent signs, a
 * value a line, and an empty line.
 */
export const pacman = {
  name: "pacman",
  globs: ["var/lib/pacman/local/*/desc"],
  database: { type: "alpm", directory: "/var/lib/pacman/local" },
  parse: ({ path, bytes }) => parseDescription(byteString(bytes), path),
} satisfies RecordCataloger;

/** Where folder and file do not say the same, pacman goes by the folder; a file that is cut within a version looks whole. */
function parseDescription(text: string, path: string): ParsedFile {
  const sections = readSections(text);
  const all = (key: string): readonly string[] => sections.get(key) ?? [];
  const one = (key: string): string | undefined => all(key)[0];
  const folder = nameOfFolder(path);
  const problems: Problem[] = [];
  const tell = (code: string, reason: string): unknown => problems.push({ code, reason });
  const identify = (key: "NAME" | "VERSION", byFolder: string | undefined): string | undefined => {
    const own = one(key);
    if (own === undefined) tell("truncated", `It has no ${key}.`);
    else if (byFolder !== undefined && own !== byFolder)
      tell("malformed", `Its ${key} is ${quoted(own)}, and by its folder ${quoted(byFolder)}.`);
    return byFolder ?? own;
  };
  const name = identify("NAME", folder?.name);
  const version = identify("VERSION", folder?.version);
  if (name === undefined || version === undefined) return { packages: [], problems };
  const [arch, base, packager, size] = ["ARCH", "BASE", "PACKAGER", "SIZE"].map(one);
  const found: FoundPackage = {
    type: "alpm",
    name,
    ...splitEpoch(version),
    ...(arch === undefined ? {} : { arch }),
    ...(base === undefined ? {} : { source: { name: base } }),
    ...(all("LICENSE").length === 0 ? {} : { licenses: all("LICENSE") }),
    ...(packager === undefined ? {} : { maintainer: packager }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
  };
  return { packages: [found], problems };
}

function readSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const line of text.split("\n")) {
    const [, key] = /^%([A-Z0-9]{1,32})%\r?$/.exec(line) ?? [];
    const value = line.trimEnd();
    if (key !== undefined) sections.set(key, (values = []));
    else if (value === "") values = undefined;
    else values?.push(decodeUtf8(value).text);
  }
  return sections;
}

/** `/var/lib/pacman/local/gawk-5.3.1-1/desc`: a name may have hyphens, a version and a release have none. */
function nameOfFolder(path: string): { readonly name: string; readonly version: string } | undefined {
  const [, name, version] = /\/([^/]+)-([^/-]+-[^/-]+)\/desc$/.exec(path) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
