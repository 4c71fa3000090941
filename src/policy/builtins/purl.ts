import { fields } from "./values/fields.ts";
import type { RegoValue } from "./values/rego-value.ts";

/**
 * Takes a package URL apart (ECMA-427), its parts decoded; what it has not is left out, but for the qualifiers. Any name that a
 * package can have is taken, as the inventory does: only what no URL can be is refused.
 *
 * @throws SyntaxError
 */
export function parsePurl(text: string): RegoValue {
  const [beforeSubpath, subpath] = cutLast(text, "#");
  const [path, query = ""] = cutLast(beforeSubpath, "?");
  const [, type, rest] = /^pkg:\/*([A-Za-z][A-Za-z0-9.-]*)\/+([^]+)$/.exec(path) ?? [];
  if (type === undefined || rest === undefined) throw notOne(text, "it is not pkg:type/name");
  const slash = rest.replace(/\/+$/, "").lastIndexOf("/");
  // An npm scope's own @, which some write without encoding it, stands before a slash.
  const at = rest.lastIndexOf("@");
  const hasVersion = at > slash + 1;
  const segments = (hasVersion ? rest.slice(0, at) : rest).split("/").filter((each) => each !== "");
  const name = segments.pop();
  if (name === undefined) throw notOne(text, "it has no name");
  const decoded = (part: string): string => decode(part, text);
  return fields({
    type: type.toLowerCase(),
    namespace: segments.length === 0 ? undefined : segments.map(decoded).join("/"),
    name: decoded(name),
    version: hasVersion && at + 1 < rest.length ? decoded(rest.slice(at + 1)) : undefined,
    qualifiers: { kind: "object", entries: [...qualifiersOf(query, text)] },
    subpath:
      subpath === undefined || subpath === "" ? undefined : decoded(subpath.replaceAll(/^\/+|\/+$/g, "")),
  });
}

function qualifiersOf(query: string, text: string): ReadonlyMap<string, string> {
  const qualifiers = new Map<string, string>();
  for (const pair of query.split("&").filter((each) => each !== "")) {
    const [key, value = ""] = pair.split(/=(.*)/s, 2);
    if (key === undefined || !/^[A-Za-z][A-Za-z0-9._-]*$/.test(key))
      throw notOne(text, "a qualifier has no name");
    if (value !== "") qualifiers.set(key.toLowerCase(), decode(value, text));
  }
  return qualifiers;
}

function cutLast(text: string, mark: string): readonly [string, string?] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw notOne(text, "a part of it is not properly encoded");
  }
}

function notOne(text: string, problem: string): SyntaxError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new SyntaxError(`${JSON.stringify(shown)} is not a package URL: ${problem}`);
}
