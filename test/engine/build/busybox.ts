import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { pack } from "tar-stream";
import type { TestEngine } from "../../support/engine.ts";

/** Debian's busybox-static: one file that is a system, so that RUN has something to run without a registry. */
const BUSYBOX = "/bin/busybox";
const APPLETS = ["sh", "cat", "echo", "find", "nc", "printenv", "seq", "sort", "stat", "touch"];

/** Why the tests cannot run here; empty where they can. */
export const busyboxIsAbsent = existsSync(BUSYBOX)
  ? ""
  : `${BUSYBOX} is missing: apt-get install busybox-static`;

export async function importBusybox(engine: TestEngine, tag: string): Promise<void> {
  const tar = pack();
  tar.entry({ name: "bin/busybox", mode: 0o755 }, await readFile(BUSYBOX));
  for (const name of APPLETS) tar.entry({ name: `bin/${name}`, type: "symlink", linkname: "busybox" });
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  await engine.docker(["import", "-", tag], Buffer.concat(chunks));
}
