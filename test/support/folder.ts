import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { ImageFiles } from "../../src/model/image.ts";
import { openRoot } from "../../src/sources/host-entry.ts";
import { HostFiles } from "../../src/sources/host-files.ts";
import type { TarMember } from "./tar.ts";

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lumogate-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Puts into a folder what a tar of these members would unpack to. Names are byte strings. */
export function unpack(folder: string, members: readonly TarMember[]): void {
  for (const { name, type = "0", content = "", linkName = "" } of members) {
    const place = at(folder, name);
    mkdirSync(at(folder, path.dirname(name)), { recursive: true });
    if (type === "0") writeFileSync(place, content);
    else if (type === "1") linkSync(at(folder, linkName), place);
    else if (type === "2") symlinkSync(Buffer.from(linkName, "latin1"), place);
    else if (type === "5") mkdirSync(place, { recursive: true });
    else if (type === "6") spawnSync("mkfifo", [place.toString()]);
    else throw new Error(`no test needs a member of type ${type} in a folder`);
  }
}

/** @param canHold as `openRoot` takes it. @returns files that are closed when the test ends */
export async function filesIn(folder: string, canHold?: boolean): Promise<ImageFiles> {
  const root = await openRoot(folder, canHold);
  onTestFinished(() => root.handle?.close());
  return new HostFiles(root, new AbortController().signal);
}

function at(folder: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
}
