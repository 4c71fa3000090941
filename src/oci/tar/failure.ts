import type { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";

/** A byte of an archive, for messages. */
export interface ArchivePlace {
  /** The archive: `layer 3 of app.tar`. */
  readonly what: string;
  readonly position: number;
}

export function malformed({ what, position }: ArchivePlace, clause: string): LumogateError {
  return new LumogateError(
    "tar.malformed",
    `The tar of ${what} is malformed at byte ${position}: ${clause}.`,
    {
      hint: "Make the image again; no usual tool writes such a tar.",
    },
  );
}

export function truncated({ what, position }: ArchivePlace): LumogateError {
  return new LumogateError(
    "tar.truncated",
    `The tar of ${what} ends in the middle, after ${position} bytes.`,
    {
      hint: "It was cut short: copy or save the image again.",
    },
  );
}

export function overLimit({ what }: ArchivePlace, limit: keyof typeof LIMITS, clause: string): LumogateError {
  return new LumogateError("tar.limit", `The tar of ${what} has ${clause} (limit ${limit}).`, {
    hint: "No honest image comes near this limit. Look at how it was made.",
  });
}
