import { readBounded } from "../bounded-read.ts";
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
 * The text of a file that has to be there.
 *
 * @throws LumogateError `config.unreadable`, `config.too-large`, `config.encoding`
 */
export async function readTextFile(file: TextFile): Promise<string> {
  const text = await readOptionalTextFile(file);
  if (text === undefined) throw unreadable(file, "there is no such file");
  return text;
}

/** The same, but undefined where there is no such file. */
export async function readOptionalTextFile(file: TextFile): Promise<string | undefined> {
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
  try {
    return await readBounded(file.absolute, file.limit.bytes);
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return undefined;
    throw unreadable(file, systemReason(cause), cause);
  }
}

function unreadable({ kind, shown, hints }: TextFile, reason: string, cause?: unknown): LumogateError {
  return new LumogateError("config.unreadable", `${kind} ${shown} cannot be read: ${reason}.`, {
    hint: hints.unreadable,
    location: { file: shown },
    cause,
  });
}
