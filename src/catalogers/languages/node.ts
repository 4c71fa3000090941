import { isRecord, type JsonRecord } from "../../json.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { quoted } from "../../text.ts";
import { NOTHING, type ParsedFile, type RecordCataloger } from "../cataloger.ts";
import { readRecord } from "../json-record.ts";
import { ProblemLog } from "../problem-log.ts";
import { nodePlace } from "./node-place.ts";
import { unlisted } from "./unlisted.ts";
import { distinctTexts, person, shortText } from "../values.ts";

/**
 * Packages of npm, pnpm, yarn, bun and deno: each has its manifest where it is installed (docs.npmjs.com,
 * package.json). They are those that `npm ls --all` tells of a project and, where it tells none, applications and packages that somebody
 * copied into the image.
 */
export const node = {
  name: "node",
  globs: ["**/package.json"],
  parse: ({ path, bytes }) => nodePackage(path, bytes),
} satisfies RecordCataloger;

/** @param path absolute, of a `package.json` */
export function nodePackage(path: string, bytes: Uint8Array): ParsedFile {
  const place = nodePlace(path);
  if (place.kind === "installed") return installedPackage(bytes, place.folder);
  return place.kind === "outside" ? packageOutside(bytes) : unlisted(packageOutside(bytes));
}

/**
 * A package in a folder `node_modules`. As for npm, a manifest that says nothing, or is none, leaves a package by the
 * folder's name; and where the folder has another name than the manifest, it is an alias (`npm install a@npm:b`).
 *
 * @param folder `NAME` or `@SCOPE/NAME`
 */
function installedPackage(bytes: Uint8Array, folder: string): ParsedFile {
  const log = new ProblemLog();
  const manifest = readRecord(bytes);
  if (manifest === undefined) {
    log.add("malformed", `it is no JSON object, so of the package ${quoted(folder)} only the name is known.`);
    return { packages: [{ type: "npm", name: folder, version: "" }], problems: log.problems() };
  }
  const name = shortText(manifest["name"]) ?? folder;
  const version = versionOf(manifest);
  if (!isPackageName(name)) log.add("bad-name", `${quoted(name)} is no name of an npm package.`);
  if (version === undefined) log.add("bad-version", `${quoted(name)} has no version.`);
  return { packages: [packageOf(manifest, name, version ?? "")], problems: log.problems() };
}

/**
 * A manifest outside of every `node_modules`. Many files there are called `package.json`, and none of them has to be a
 * package's: only one that can be is told, with a name and a version.
 */
function packageOutside(bytes: Uint8Array): ParsedFile {
  const manifest = readRecord(bytes);
  if (manifest === undefined || isOfAnother(manifest)) return NOTHING;
  const name = shortText(manifest["name"]);
  const version = versionOf(manifest);
  if (name === undefined || version === undefined || !isPackageName(name)) return NOTHING;
  return { packages: [packageOf(manifest, name, version)], problems: [] };
}

function packageOf(manifest: JsonRecord, name: string, version: string): FoundPackage {
  const licenses = distinctTexts(licensesOf(manifest));
  const maintainer = maintainerOf(manifest);
  return {
    type: "npm",
    name,
    version,
    ...(licenses.length === 0 ? {} : { licenses }),
    ...(maintainer === undefined ? {} : { maintainer }),
  };
}

/** npm prints a number as it is, though it would refuse to publish it. */
function versionOf({ version }: JsonRecord): string | undefined {
  return shortText(typeof version === "number" ? String(version) : version);
}

/**
 * What the registry took at any time (validate-npm-package-name, also for old packages), and so no template's
 * `{{name}}`.
 */
function isPackageName(name: string): boolean {
  return /^(?:@[^/\s]+\/)?[^/\s._][^/\s]*$/.test(name) && !/["<>{}[\]|\\^`%:?#]/.test(name);
}

/** Extensions of Visual Studio Code and packages of Unity have a `package.json` too, and names of their own. */
function isOfAnother({ engines, contributes, unity }: JsonRecord): boolean {
  const isExtension = isRecord(engines) && Object.hasOwn(engines, "vscode");
  return isExtension || contributes !== undefined || unity !== undefined;
}

/** `"MIT"`, as it is today, or `{"type": "MIT"}`, or a list of either, under one name or the other. */
function licensesOf({ license, licenses }: JsonRecord): unknown[] {
  return [license, licenses]
    .flatMap((value: unknown): unknown[] => (Array.isArray(value) ? value : [value]))
    .map((value) => (isRecord(value) ? (value["type"] ?? value["name"]) : value));
}

/** `"Jane <jane@example.org> (url)"`, or an object; of several, the first. */
function maintainerOf({ author, maintainers }: JsonRecord): string | undefined {
  return [author, maintainers]
    .flatMap((value: unknown): unknown[] => (Array.isArray(value) ? value : [value]))
    .map((value) =>
      isRecord(value) ? person(shortText(value["name"]), shortText(value["email"])) : shortText(value),
    )
    .find((value) => value !== undefined);
}
