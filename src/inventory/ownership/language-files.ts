import type { Package } from "../../model/inventory.ts";
import type { PackageType } from "../../model/package-types.ts";
import type { ReadableFiles } from "./bounded-files.ts";
import { gemPrograms } from "./gem-programs.ts";
import { linesOf } from "./lines.ts";
import { folderOf } from "./paths.ts";

/** Which files languages' package managers brought, as far as that can be told without reading all of their records. */
export interface LanguageFiles {
  has(path: string): boolean;
}

/**
 * Python's packages list their files, also those outside their own folder (pip's programs), and gems name their programs; else all
 * that lies in a package's own folder counts as the package's.
 */
export async function languageFiles(
  files: ReadableFiles,
  packages: readonly Package[],
): Promise<LanguageFiles> {
  const folders = new Set<string>();
  const lists = new Set<string>();
  const gems: string[] = [];
  for (const { type, name, locations } of packages) {
    for (const { path } of locations) {
      for (const folder of FOLDERS[type]?.(path, name) ?? []) folders.add(folder);
      if (type === "pypi") for (const list of listsOf(path)) lists.add(list);
      if (type === "gem" && path.endsWith(".gemspec")) gems.push(path);
    }
  }
  const listed = await listedFiles(files, [...lists]);
  for (const program of await gemPrograms(files, gems)) listed.add(program);
  return { has: (path) => listed.has(path) || isBelow(path, folders) };
}

/** A package's own folders, by where it is recorded. */
const FOLDERS: Partial<Record<PackageType, (record: string, name: string) => string[]>> = {
  // A package.json elsewhere is an application's own.
  npm: (record) => (record.includes("/node_modules/") ? [folderOf(record)] : []),
  gem: (record) => {
    const at = record.lastIndexOf("/specifications/");
    const stem = record.slice(record.lastIndexOf("/") + 1).replace(/\.gemspec$/, "");
    return at === -1 ? [] : [`${record.slice(0, at)}/gems/${stem}`, `${record.slice(0, at)}/extensions`];
  },
  composer: (record, name) =>
    record.endsWith("/vendor/composer/installed.json")
      ? [`${folderOf(folderOf(record))}/${name}`, `${folderOf(folderOf(record))}/bin`]
      : [],
  conda: (record) => {
    const prefix = folderOf(folderOf(record));
    return folderOf(record).endsWith("/conda-meta") && prefix.lastIndexOf("/") > 0 ? [prefix] : [];
  },
  cran: (record) => [folderOf(record)],
  otp: (record) => (folderOf(record).endsWith("/ebin") ? [folderOf(folderOf(record))] : []),
  luarocks: (record) => (record.endsWith(".rockspec") ? [folderOf(record)] : []),
  "wordpress-plugin": (record) => [folderOf(record)],
};

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder))
    if (folders.has(folder)) return true;
  return false;
}

/** `RECORD` (PEP 376, 627), and what setuptools wrote before it. */
function listsOf(record: string): string[] {
  const folder = folderOf(record);
  if (folder.endsWith(".dist-info")) return [`${folder}/RECORD`];
  return folder.endsWith(".egg-info") ? [`${folder}/installed-files.txt`] : [];
}

/** Lists that are missing or damaged list nothing: then a program counts as nobody's, which is the safe side. */
async function listedFiles(files: ReadableFiles, lists: readonly string[]): Promise<Set<string>> {
  const listed = new Set<string>();
  const answers = await Promise.all(lists.map((list) => files.readFile(list)));
  for (const [index, answer] of answers.entries()) {
    if (answer.kind !== "file") continue;
    const own = folderOf(lists[index] ?? "");
    const isRecord = own.endsWith(".dist-info");
    // RECORD's paths begin where the package's folder lies, installed-files.txt's in the folder itself.
    const base = isRecord ? folderOf(own) : own;
    for (const line of linesOf(answer.bytes)) {
      const path = isRecord ? firstField(line) : line;
      // Compiled files are most of a list, and never programs.
      if (path === "" || path.endsWith(".pyc")) continue;
      listed.add(joined(base, path.trimEnd()));
      // `pip install --target` moves programs after it has written where they are.
      if (path.startsWith("../../bin/")) listed.add(`${base}${path.slice("../..".length).trimEnd()}`);
    }
  }
  return listed;
}

/** Of a line of CSV. */
function firstField(line: string): string {
  if (!line.startsWith('"')) return line.slice(0, Math.max(0, line.indexOf(",")));
  return /^"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"') ?? "";
}

function joined(base: string, path: string): string {
  if (path.startsWith("/")) return path;
  if (!path.includes("./")) return `${base}/${path}`;
  const names = base.split("/");
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "." && name !== "") names.push(name);
  }
  return names.join("/");
}
