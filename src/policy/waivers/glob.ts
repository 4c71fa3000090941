/**
 * Globs of waivers: `*` stands for any characters, also none, also a slash or a line feed; `\*` is an asterisk. Nothing
 * else means anything but itself, not even a backslash before another character, so that every text is written by
 * `escapeGlob` in one way, and names nothing else.
 */
export type Glob = (text: string) => boolean;

export function compileGlob(pattern: string): Glob {
  const pieces = piecesOf(pattern);
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    const end = text.length - last.length;
    // Leftmost is enough: what fits behind a later place fits behind an earlier one. So there is no going back.
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

/** The glob that this text alone fits. */
export function escapeGlob(text: string): string {
  return text.replaceAll("*", "\\*");
}

/** What stands between the pattern's asterisks. */
function piecesOf(pattern: string): string[] {
  return pattern.split(/(?<!\\)\*/).map((piece) => piece.replaceAll("\\*", "*"));
}
