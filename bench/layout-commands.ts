import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { CLI } from "./commands.ts";
import type { StoredLayer } from "./layout.ts";
import type { Command } from "./measure.ts";

/** The images: of 1.2 GB in 8 layers of gzip or zstd, the first with a layer added; in one layer of gzip or none; of 3 GB. */
export type LayoutName = "gzip" | "added" | "fat" | "zstd" | "plain" | "huge";

/** The commands that are timed: `inspect` by image, the programs that unpack the same files, and what is asked beside it. */
export type LayoutCommand =
  | "gzip"
  | "gunzip"
  | "fat"
  | "gunzipFat"
  | "zstd"
  | "unzstd"
  | "plain"
  | "scan"
  | "warm"
  | "withoutOrigins"
  | "withOrigins"
  | "withoutOriginsWarm"
  | "withOriginsWarm";

/** @param folder the images by their names */
export function layoutCommands(
  folder: string,
  stored: Readonly<Record<LayoutName, readonly StoredLayer[]>>,
): {
  readonly timed: Readonly<Record<LayoutCommand, Command>>;
  readonly huge: Command;
  readonly added: Command;
} {
  const [warmCache, addedCache] = [path.join(folder, "warm-cache"), path.join(folder, "added-cache")];
  const target = (name: LayoutName): string => `oci:${path.join(folder, name)}`;
  const inspect = (name: LayoutName, ...more: string[]): Command =>
    node(warmCache, CLI, "inspect", target(name), "--quiet", ...more);
  const cold = (name: LayoutName): Command => ({ ...inspect(name, "--no-cache"), slow: true });
  const unpack = (program: "gzip" | "zstd", name: LayoutName): Command => ({
    file: "bash",
    args: ["-c", 'set -o pipefail; "$0" -dc "$@" | wc -c', program, ...stored[name].map(({ file }) => file)],
    env: process.env,
    exitCodes: [0],
    slow: true,
  });
  const script = (name: string, ...args: string[]): Command =>
    node(warmCache, path.join(import.meta.dirname, name), ...args);
  const [plain] = stored.plain;
  return {
    timed: {
      gzip: cold("gzip"),
      gunzip: unpack("gzip", "gzip"),
      fat: cold("fat"),
      gunzipFat: unpack("gzip", "fat"),
      zstd: cold("zstd"),
      unzstd: unpack("zstd", "zstd"),
      plain: cold("plain"),
      scan: script("scan.ts", plain?.file ?? ""),
      warm: inspect("gzip"),
      withoutOrigins: { ...script("inventory.ts", target("zstd"), "no"), slow: true },
      withOrigins: { ...script("inventory.ts", target("zstd"), "asked"), slow: true },
      withoutOriginsWarm: script("inventory.ts", target("gzip"), "no", warmCache),
      withOriginsWarm: script("inventory.ts", target("gzip"), "asked", warmCache),
    },
    huge: cold("huge"),
    added: {
      ...node(addedCache, CLI, "inspect", target("added"), "--quiet"),
      // As after the image below it was looked at, and it alone.
      before: async () => {
        await rm(addedCache, { recursive: true, force: true });
        await cp(warmCache, addedCache, { recursive: true });
      },
    },
  };
}

function node(cache: string, ...args: string[]): Command {
  return {
    file: process.execPath,
    args,
    env: { ...process.env, LUMOGATE_CACHE_DIR: cache },
    exitCodes: [0],
  };
}
