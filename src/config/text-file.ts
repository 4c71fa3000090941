import { createReadStream } from "node:fs";
import { isErrno, LumogateError, systemReason } from "../model/error.ts";

/** A file that somebody wrote for lumogate, as sentences about it have it. */
export interface TextFile {
  readonly absolute: string;
  /** As the user names it. */
  readonly shown: string;
  /** "The configuration", "The data file". */
  readonly kind: string;
  readonly limit: { readonly name: string; readonly bytes: number };
  /** What to do where it cannot be read, or is too large. */
  readonly hints: { readonly unreadable: string; readonly tooLarge: string };
}

/**
 * Its text, read to the limit and not on: it may be a pipe, or have no end.
 *
 * @returns undefined where there is none
 * @throws LumogateError `config.unreadable`, `config.too-large`, `config.encoding`
 */
export async function readTextFile(file: TextFile): Promise<string | undefined> {
  const bytes = await readBytes(file);
  if (bytes === undefined) return undefined;
  if (bytes.length > file.limit.bytes) {
    throw new LumogateError(
      "config.too-large",
      `${file.shown} has more than ${file.limit.bytes} bytes (limit ${file.limit.name}).`,
      { hint: file.hints.tooLarge, location: { file: file.shown } },
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LumogateError("config.encoding", `${file.shown} is not UTF-8.`, {
      hint: "Save it as UTF-8.",
      location: { file: file.shown },
      cause,
    });
  }
}

async function readBytes(file: TextFile): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file.absolute, { end: file.limit.bytes }))
      chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return undefined;
    throw unreadable(file, systemReason(cause), cause);
  }
}

export function unreadable({ kind, shown, hints }: TextFile, reason: string, cause?: unknown): LumogateError {
  return new LumogateError("config.unreadable", `${kind} ${shown} cannot be read: ${reason}.`, {
    hint: hints.unreadable,
    location: { file: shown },
    cause,
  });
}
