import { byteString, decodeUtf8 } from "../../text.ts";

/**
 * Reads a file of java.util.Properties, as far as pom.properties uses its grammar: `key=value` or `key: value`, comments with `#`
 * or `!`, and backslashes before what would mean something else. Maven writes no line that goes on in the next.
 */
export function parseProperties(bytes: Uint8Array): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of decodeUtf8(byteString(bytes)).text.split(/[\r\n]+/)) {
    const text = line.trim();
    const separator = text.search(/[=:]/);
    if (separator <= 0 || text.startsWith("#") || text.startsWith("!")) continue;
    properties.set(text.slice(0, separator).trim(), unescaped(text.slice(separator + 1).trim()));
  }
  return properties;
}

function unescaped(value: string): string {
  return value.includes("\\") ? value.replaceAll(/\\(.)/g, "$1") : value;
}
