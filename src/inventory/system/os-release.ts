import { byteString, decodeUtf8 } from "../../text.ts";

export interface OsRelease {
  /** Values by their key; an empty value is left out. */
  readonly values: ReadonlyMap<string, string>;
  /** Keys that were given two different values; the last one stands, as in a shell. */
  readonly contradicted: readonly string[];
}

/**
 * Reads os-release(5): shell assignments without expansion, one per line; lsb-release is written alike. Read as
 * systemd reads it: blanks around the key are no harm, an unquoted value may hold some, and a line that is no
 * assignment is passed over.
 */
export function parseOsRelease(bytes: Uint8Array): OsRelease {
  const values = new Map<string, string>();
  const contradicted = new Set<string>();
  // A file of one byte order mark and UTF-8 is written by editors on Windows.
  const text = decodeUtf8(byteString(bytes)).text.replace(/^\uFEFF/, "");
  for (const line of text.split("\n")) {
    const equals = line.indexOf("=");
    if (equals === -1 || line.trimStart().startsWith("#")) continue;
    const key = line
      .slice(0, equals)
      .trim()
      .replace(/^export\s+/, "");
    const value = unquote(line.slice(equals + 1).trim());
    if (values.has(key) && values.get(key) !== value) contradicted.add(key);
    values.set(key, value);
  }
  for (const [key, value] of values) if (value === "") values.delete(key);
  return { values, contradicted: [...contradicted] };
}

/** Undoes a shell's quoting. */
function unquote(text: string): string {
  let value = "";
  let quote: "'" | '"' | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote) quote = undefined;
    else if (quote === undefined && (char === '"' || char === "'")) quote = char;
    else if (char === "\\" && quote !== "'" && at + 1 < text.length) {
      at += 1;
      const escaped = text.charAt(at);
      // Between double quotes a shell keeps the backslash before anything but these (POSIX XCU 2.2.3).
      value += quote === '"' && !'$`"\\'.includes(escaped) ? `\\${escaped}` : escaped;
    } else value += char;
  }
  return value;
}
