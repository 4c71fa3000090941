import path from "node:path";
import { readTar } from "../../src/oci/tar/tar.ts";
import { storedFile } from "../../src/sources/stored-file.ts";
import type { TestEngine } from "./engine.ts";
import { type Shown, shownExport } from "./shown.ts";

/**
 * What the engine exports of a container of the image.
 *
 * @param folder where there is room for it
 */
export async function exportOf(engine: TestEngine, tag: string, folder: string): Promise<Shown> {
  const exported = path.join(folder, "exported.tar");
  const container = (await engine.docker(["create", tag, "none"])).trim();
  try {
    await engine.docker(["export", "--output", exported, container]);
  } finally {
    await engine.docker(["rm", container]);
  }
  return shownExport(readTar(await storedFile(exported, "refuse"), exported));
}

/** What an engine puts into each container, in place of whatever the image has there. */
const ENGINE_FILES = [
  ".dockerenv",
  "dev/console",
  "etc/hostname",
  "etc/hosts",
  "etc/mtab",
  "etc/resolv.conf",
];
/** And directories, where the image has none. */
const ENGINE_DIRECTORIES = ["dev", "dev/pts", "dev/shm", "etc", "proc", "sys"];

/** Takes it out of both trees. */
export function leaveOutWhatEnginesAdd(found: Shown, expected: Shown): void {
  for (const name of ENGINE_FILES) {
    found.delete(name);
    expected.delete(name);
  }
  for (const name of ENGINE_DIRECTORIES) {
    if (found.has(name)) continue;
    expected.delete(name);
  }
}
