import { spawn } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { dockerArchive } from "./archive.ts";
import { debianPackage, type LayerFiles, statusFile, SYSTEM_FILES } from "./debian.ts";
import { npmPackage } from "./npm.ts";
import { jar, program } from "./programs.ts";
import { type Random, randomFrom } from "./random.ts";

/** An image to measure with: so many packages, spread over so many layers, with so many bytes of files. */
export interface Workload {
  readonly name: string;
  readonly packages: number;
  readonly layers: number;
  /** Bytes of the packages' files. */
  readonly size: number;
  /** What lies in the uppermost layer beside packages of the system. */
  readonly app?: (random: Random) => LayerFiles;
}

const MB = 1_000_000;

export const WORKLOADS = {
  slim: { name: "80 MB", packages: 90, layers: 1, size: 80 * MB },
  medium: { name: "350 MB", packages: 200, layers: 4, size: 350 * MB },
  large: { name: "1.2 GB", packages: 430, layers: 8, size: 1_200 * MB },
  app: { name: "1.2 GB, npm", packages: 430, layers: 8, size: 900 * MB, app: nodeApp },
  bulky: { name: "1.2 GB, bulky", packages: 430, layers: 8, size: 800 * MB, app: bulkyFiles },
  tall: { name: "120 layers", packages: 240, layers: 120, size: 120 * MB },
} as const satisfies Record<string, Workload>;

export const NPM_PACKAGES = 3000;

/** Packages of npm, 190 MB, and 110 MB of programs. */
function* nodeApp(random: Random): LayerFiles {
  for (let index = 0; index < NPM_PACKAGES; index += 1) yield* npmPackage(index, random);
  for (let index = 0; index < 100; index += 1)
    yield program(`usr/local/bin/tool-${index}`, 10_000 + 22_000 * index, random);
}

/** What takes most memory to look into. */
function* bulkyFiles(random: Random): LayerFiles {
  yield program("usr/local/bin/large", 150 * MB, random);
  yield jar("opt/app/large.jar", "large", 200 * MB, random);
  for (let index = 0; index < 20; index += 1)
    yield jar(`opt/app/lib/${index}.jar`, `lib-${index}`, 2 * MB, random);
}

/** Builds the workload in the engine and names it. */
export async function loadWorkload(workload: Workload, tag: string, env: NodeJS.ProcessEnv): Promise<void> {
  const load = spawn("docker", ["load", "--quiet"], { env, stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(load, "close");
  await pipeline(dockerArchive(tag, layersOf(workload)), load.stdin);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`docker load of ${workload.name} ended with ${code}`);
}

/**
 * Each layer installs its share of the packages and writes dpkg's status anew, as `apt-get install` does. Made as they are
 * read: each layer is to be read to its end before the next is asked for.
 */
export function* layersOf(workload: Workload): Generator<LayerFiles> {
  const random = randomFrom(workload.layers);
  const share = workload.packages / workload.layers;
  const bytes = Math.round(workload.size / workload.packages);
  const installed: string[] = [];
  function* filesOf(layer: number): LayerFiles {
    if (layer === 0) yield* SYSTEM_FILES;
    while (installed.length < Math.round((layer + 1) * share)) {
      const one = debianPackage(installed.length, bytes, random);
      installed.push(one.stanza);
      yield* one.files;
    }
    yield statusFile(installed);
    if (layer === workload.layers - 1 && workload.app !== undefined) yield* workload.app(random);
  }
  for (let layer = 0; layer < workload.layers; layer++) yield filesOf(layer);
}
