import { randomUUID } from "node:crypto";
import { mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
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
    const target = await existing(file);
    if (target === undefined || target.regular) await replace(target?.path ?? file, text);
    else await writeFile(target.path, text);
  } catch (cause) {
    throw writeFailure(file, cause);
  }
}

/** Where a link leads; `/dev/stdout` and pipes must be written to, not replaced. */
async function existing(file: string): Promise<{ path: string; regular: boolean } | undefined> {
  try {
    const target = await realpath(file);
    return { path: target, regular: (await stat(target)).isFile() };
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return undefined;
    throw cause;
  }
}

/** A rename inside one folder is atomic: a reader sees the old file or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const temporary = path.join(path.dirname(file), `.lumogate-${randomUUID()}`);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}
