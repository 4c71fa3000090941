import { LumogateError } from "../../src/model/error.ts";
import { readTar, type TarOptions } from "../../src/oci/tar/tar.ts";
import { inChunks } from "./tar.ts";

/** A member of a tar as our reader gives it. */
export interface ReadMember {
  readonly type: string;
  readonly name: string;
  readonly content: string;
}

export async function read(bytes: Uint8Array, chunk?: number): Promise<ReadMember[]> {
  const members: ReadMember[] = [];
  for await (const { type, name, body } of readTar(inChunks(bytes, chunk), "test")) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    members.push({ type, name, content: Buffer.concat(parts).toString() });
  }
  return members;
}

export async function names(bytes: Uint8Array): Promise<string[]> {
  return (await read(bytes)).map(({ name }) => name);
}

/** The code of the error that reading ends with, and what was read before it. */
export async function failure(
  bytes: Uint8Array,
  options?: TarOptions,
): Promise<{ code: string; message: string; before: string[] }> {
  const before: string[] = [];
  try {
    for await (const { name } of readTar(inChunks(bytes), "test", options)) before.push(name);
  } catch (error) {
    if (error instanceof LumogateError) return { code: error.code, message: error.message, before };
    throw error;
  }
  return { code: "none", message: "", before };
}
