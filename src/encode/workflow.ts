import { LIMITS } from "../limits.ts";
import { clip } from "./clip.ts";
import { type Encoded, templateFor, vouch } from "./encoded.ts";
import { breakLegacyCommands } from "./runner.ts";
import { visible } from "./visible.ts";

/**
 * Hostile text in an annotation. `@actions/core` escapes what ends a command or a property (`%`, line breaks, `:`, `,`);
 * this adds what it leaves: controls, and `##[`, which the log's viewer obeys when the runner writes the message there.
 */
export function annotated(text: string): Encoded<"workflow"> {
  return vouch(harmless(visible(text)));
}

/** A whole message: the runner cuts longer ones without a word. */
export const workflow = templateFor<"workflow">((text) => clip(harmless(text), LIMITS.annotationChars));

function harmless(text: string): string {
  return breakLegacyCommands(text, "\\x5b");
}
