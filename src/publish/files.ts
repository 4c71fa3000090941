import { randomUUID } from "node:crypto";
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Encoded, Sink } from "../encode/encoded.ts";
import { isErrno } from "../model/error.ts";
import { writeFailure } from "./failure.ts";

/**
 * Writes an output file, whole or not at all; its folders are made where they are missing.
 *
 * @throws LumogateError `output.write`
 */
export async function writeOutputFile(file: string, text: Encoded<Sink>): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, text);
  } catch (cause) {
    throw writeFailure(file, cause);
  }
}

/**
 * Writes a file, whole or not at all, there where a link leads, and to whom it was open before it stays open.
 *
 * @throws the system's error
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const target = await existing(file);
  if (target === undefined) await replace(file, text);
  else if (target.regular) await replace(target.path, text, target.mode);
  else await writeFile(target.path, text);
}

/** Where a link leads; `/dev/stdout` and pipes must be written to, not replaced. */
async function existing(file: string): Promise<{ path: string; regular: boolean; mode: number } | undefined> {
  try {
    const target = await realpath(file);
    const found = await stat(target);
    return { path: target, regular: found.isFile(), mode: found.mode & 0o777 };
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return undefined;
    throw cause;
  }
}

/** A rename inside one folder is atomic: a reader sees the old file or the new one. */
async function replace(file: string, text: string, mode?: number): Promise<void> {
  const temporary = path.join(path.dirname(file), `.lumogate-${randomUUID()}`);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    // Not when it is made, where the umask takes bits away.
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}
