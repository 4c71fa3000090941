import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Surroundings } from "./lumogate.ts";

/** A folder to run lumogate in, with a home, a cache and a folder for temporary files that are all its own. */
export interface Workspace {
  readonly directory: string;
  /** To run lumogate there, on the engine of this environment. */
  around(engineEnv: NodeJS.ProcessEnv): Surroundings;
  /** @param name relative to the folder */
  write(name: string, content: string): Promise<void>;
  /** Every file and folder in it, the user's cache left out, sorted. */
  list(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function makeWorkspace(): Promise<Workspace> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "lumogate-e2e-"));
  const own = { HOME: "home", LUMOGATE_CACHE_DIR: "cache", TMPDIR: "tmp" };
  for (const folder of Object.values(own)) await mkdir(path.join(directory, folder));
  const env = Object.fromEntries(
    Object.entries(own).map(([name, folder]) => [name, path.join(directory, folder)]),
  );
  return {
    directory,
    around: (engineEnv) => ({ cwd: directory, env: { ...engineEnv, ...env } }),
    async write(name, content) {
      const file = path.join(directory, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    async list() {
      const all = await readdir(directory, { recursive: true });
      return all.filter((name) => !name.startsWith(`cache${path.sep}`)).toSorted();
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
