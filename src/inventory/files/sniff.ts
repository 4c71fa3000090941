import type { FileFacts } from "../../model/file-facts.ts";
import { credentialNamed } from "./credential-names.ts";
import { privateKey } from "./private-key.ts";
import { programFormat } from "./program-format.ts";

/** How many first bytes of a file `sniff` looks at: a certificate or two may stand in front of a key. */
export const SNIFF_BYTES = 4096;

/**
 * What a file is by its first bytes: a program, a private key; and, where its name is one that credentials have, whether
 * its text has one. Run over every file of an image, so it looks at most files' first byte and name only.
 *
 * @param head the first SNIFF_BYTES bytes, or all there are
 * @param path in the layer; a byte string
 */
export function sniff(head: Uint8Array, path: string): Omit<FileFacts, "found"> {
  const program = programFormat(head);
  if (program.format !== undefined) return program;
  const credential = privateKey(head) ?? credentialNamed(path, head);
  return credential === undefined ? {} : { credential };
}
