import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { tableOf } from "./figures.ts";
import { layoutCommands, type LayoutName } from "./layout-commands.ts";
import { layoutFigures } from "./layout-figures.ts";
import { type StoredLayer, writeLayers, writeLayout } from "./layout.ts";
import { interleave, useOf } from "./measure.ts";
import { layersOf, type Workload, WORKLOADS } from "./workloads.ts";

const MB = 1_000_000;
const FAT: Workload = { ...WORKLOADS.large, name: "1.2 GB in one layer", layers: 1 };
const HUGE: Workload = { name: "3 GB", packages: 900, layers: 4, size: 3_000 * MB };
const ADDED: Workload = { name: "one layer more", packages: 9, layers: 1, size: 30 * MB };

/**
 * Measures images that lie in folders, beside the programs that only unpack them.
 *
 * @returns a section of the report
 */
export async function measureLayouts(rounds: number, progress: (line: string) => void): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-bench-"));
  try {
    const stored = await writeImages(folder, progress);
    const commands = layoutCommands(folder, stored);
    const times = await interleave(commands.timed, rounds, progress);
    progress("measuring memory and what is read");
    const huge = await useOf(commands.huge);
    const cold = await useOf(commands.timed.gzip);
    const warm = await useOf(commands.timed.warm);
    const added = await useOf(commands.added);
    const addedBytes = stored.added.at(-1)?.size ?? Number.NaN;
    const figures = layoutFigures({ times, huge, cold, warm, added, addedBytes });
    return `### OCI layouts, every digest verified\n\n${tableOf(figures)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each in `FOLDER/NAME`, with its layers' files in `FOLDER/NAME-layers`. */
async function writeImages(
  folder: string,
  progress: (line: string) => void,
): Promise<Record<LayoutName, readonly StoredLayer[]>> {
  const write = async (
    name: LayoutName,
    workload: Workload,
    compression: "none" | "gzip" | "zstd",
    below: readonly StoredLayer[] = [],
  ): Promise<StoredLayer[]> => {
    progress(`writing ${workload.name}, ${compression}`);
    const own = await writeLayers(path.join(folder, `${name}-layers`), layersOf(workload), compression);
    const layers = [...below, ...own];
    await writeLayout(path.join(folder, name), layers);
    return layers;
  };
  // Two at a time: gzip takes most of a minute for each.
  const [gzip, fat] = await Promise.all([write("gzip", WORKLOADS.large, "gzip"), write("fat", FAT, "gzip")]);
  return {
    gzip,
    fat,
    added: await write("added", ADDED, "gzip", gzip),
    zstd: await write("zstd", WORKLOADS.large, "zstd"),
    plain: await write("plain", FAT, "none"),
    huge: await write("huge", HUGE, "zstd"),
  };
}
