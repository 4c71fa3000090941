import { stat } from "node:fs/promises";
import { LumogateError } from "../model/error.ts";
import type { Source } from "./source.ts";

/** The sources that have paths, the most telling first: what Docker saves today is an OCI layout as well. */
const WITH_PATHS: readonly (() => Promise<Source>)[] = [
  async () => (await import("./docker-archive.ts")).dockerArchive,
  async () => (await import("./oci-archive.ts")).ociArchive,
  async () => (await import("./oci.ts")).oci,
  async () => (await import("./dir.ts")).dir,
];

/**
 * What a word without a transport is, where it is a path: known by its content, since names tell nothing.
 *
 * @returns undefined where it is no path, and so an image's name
 * @throws LumogateError `target.unknown` for a path where there is nothing, or nothing that is known
 */
export async function recognise(target: string): Promise<Source | undefined> {
  const entry = await stat(target).catch(() => undefined);
  if (entry === undefined) {
    // No image's name begins like that.
    if (!/^\.{0,2}\//.test(target)) return undefined;
    throw unknown(target, "does not exist, and a name like that is a path");
  }
  for (const load of WITH_PATHS) {
    const source = await load();
    if ((await source.recognises?.(target)) === true) return source;
  }
  throw unknown(
    target,
    `is a ${entry.isDirectory() ? "folder" : "file"}, but no image: ${entry.isDirectory() ? "neither an OCI layout nor a root file system" : "neither what docker save writes nor an OCI layout"}`,
  );
}

function unknown(target: string, what: string): LumogateError {
  return new LumogateError("target.unknown", `${target} ${what}.`, {
    hint: `Name an archive of docker save, an OCI layout, or a root file system. To mean an image of that name in the engine, write docker:${target}.`,
  });
}
