/** A word, a number or a mark of Erlang's terms. */
export interface ErlangToken {
  readonly kind: "atom" | "text" | "mark" | "other";
  readonly text: string;
}

const WORD = /[\w@.]/;
const ESCAPES = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);

/**
 * Takes Erlang terms apart, as `file:consult/1` reads them: atoms, texts (also as binaries, `<<"1.2">>`), and the marks between
 * them. What is cut or damaged gives the tokens before it.
 */
export function* erlangTokens(text: string): Generator<ErlangToken> {
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    if (char === "%") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end + 1;
    } else if (char === '"' || char === "'") {
      const quoted = readQuoted(text, at, char);
      if (quoted === undefined) return;
      yield { kind: char === '"' ? "text" : "atom", text: quoted.text };
      at = quoted.end;
    } else if (char === "$") {
      // A character: `$"` begins no text.
      at += text.charAt(at + 1) === "\\" ? 3 : 2;
    } else if (WORD.test(char) && char !== ".") {
      let end = at + 1;
      while (end < text.length && WORD.test(text.charAt(end))) end += 1;
      // The full stop after the last term is no part of it.
      const word = text.slice(at, end).replace(/\.$/, "");
      yield { kind: /^[a-z]/.test(word) ? "atom" : "other", text: word };
      at = end;
    } else {
      if (text.startsWith("<<", at) || text.startsWith(">>", at)) at += 1;
      else if (/\S/.test(char)) yield { kind: "mark", text: char };
      at += 1;
    }
  }
}

function readQuoted(text: string, start: number, quote: string): { text: string; end: number } | undefined {
  let content = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote) return { text: content, end: at + 1 };
    if (char === "\\") {
      at += 1;
      content += ESCAPES.get(text.charAt(at)) ?? text.charAt(at);
    } else content += char;
  }
  return undefined;
}
