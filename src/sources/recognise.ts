import { stat } from "node:fs/promises";
import { LumogateError } from "../model/error.ts";
import type { Source } from "./source.ts";

/** The sources that have paths, the most telling first: what Docker saves today is an OCI layout as well. */
const WITH_PATHS: readonly (() => Promise<Source>)[] = [
  async () => (await import("./docker-archive.ts")).dockerArchive,
  async () => (await import("./oci-archive.ts")).ociArchive,
  async () => (await import("./oci.ts")).oci,
  async () => (await import("./dir.ts")).dir,
  async () => (await import("./sbom.ts")).sbom,
  async () => (await import("./inventory.ts")).inventory,
];

/**
 * What a word without a transport is, where it is a path: known by its content, since names tell nothing.
 *
 * @returns undefined where it is no path, and so an image's name
 * @throws LumogateError `target.unknown` for a path where there is nothing, or nothing that is known
 */
export async function recognise(target: string): Promise<Source | undefined> {
  const entry = await stat(target).catch(() => undefined);
  // No image's name begins like that.
  const isPlainlyPath = /^\.{0,2}(?:\/|$)/.test(target);
  if (entry === undefined) {
    if (!isPlainlyPath) return undefined;
    throw unknown(target, "does not exist, and a name like that is a path", "Name a path that is there.");
  }
  for (const load of WITH_PATHS) {
    const source = await load();
    if ((await source.recognises?.(target)) === true) return source;
  }
  const [is, hint] = entry.isDirectory()
    ? [
        "is a folder, but no image: neither an OCI layout nor a root file system",
        `Write --build ${target} to judge what is built from it, or dir:${target} to take it for a root file system.`,
      ]
    : [
        "is a file, but no image: neither what docker save writes nor an OCI layout nor an SBOM",
        "Name an archive of an image, as docker save, skopeo or buildx write it, or an SBOM in JSON.",
      ];
  const name = isPlainlyPath ? "" : ` To mean an image of that name in the engine, write docker:${target}.`;
  throw unknown(target, is, `${hint}${name}`);
}

function unknown(target: string, clause: string, hint: string): LumogateError {
  return new LumogateError("target.unknown", `${target} ${clause}.`, { hint });
}
