import { byteString, decodeUtf8 } from "../../text.ts";

/** The main attributes of a MANIFEST.MF, by their names in lower case. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * Reads the main section of a manifest (JAR File Specification, "Manifest"): lines of at most 72 bytes, each continued by the next
 * one that begins with a blank, ended by CR, LF or both; a blank line ends the section. The sections behind it are about single
 * files: what they call Implementation-Version is another's.
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  const attributes = new Map<string, string>();
  let name: string | undefined;
  for (const line of linesOf(byteString(bytes))) {
    if (line === "") break;
    if (line.startsWith(" ")) {
      if (name !== undefined) attributes.set(name, `${attributes.get(name) ?? ""}${line.slice(1)}`);
      continue;
    }
    const colon = line.indexOf(":");
    name = colon > 0 ? line.slice(0, colon).trimEnd().toLowerCase() : undefined;
    if (name !== undefined) attributes.set(name, line.slice(colon + 1).trimStart());
  }
  // Only now: a continuation may begin in the middle of a character.
  return new Map([...attributes].map(([key, value]) => [key, decodeUtf8(value).text.trim()]));
}

function* linesOf(text: string): Generator<string> {
  const start = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  for (let at = start; at < text.length;) {
    let end = at;
    while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end += 1;
    yield text.slice(at, end);
    at = text.startsWith("\r\n", end) ? end + 2 : end + 1;
  }
}
