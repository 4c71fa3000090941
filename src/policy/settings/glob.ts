/**
 * Why a text is no glob for OPA's `glob.match` (github.com/gobwas/glob), as a clause: brackets and braces that nobody
 * closes, or a backslash before nothing.
 */
export function globProblem(text: string): string | undefined {
  if (text === "") return "it is empty";
  let braces = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\") {
      at += 1;
      if (at === text.length) return "nothing follows its last backslash";
    } else if (char === "[") {
      const end = text.indexOf("]", at + 1);
      if (end === -1) return 'nothing closes its "["';
      if (end === at + 1) return '"[]" stands for no character at all';
      at = end;
    } else if (char === "{") braces += 1;
    else if (char === "}") {
      braces -= 1;
      if (braces < 0) return 'nothing opens its "}"';
    }
  }
  return braces > 0 ? 'nothing closes its "{"' : undefined;
}
