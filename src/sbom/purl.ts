/** A package URL taken apart (ECMA-427), its parts decoded. */
export interface Purl {
  readonly type: string;
  /** Its segments with slashes between them; empty where there is none. */
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly qualifiers: ReadonlyMap<string, string>;
}

/**
 * Takes a package URL apart, more leniently than the standard: what tools write has unencoded blanks, slashes and signs in it,
 * and a package whose URL is not perfect is there all the same.
 *
 * @returns undefined for what is no package URL
 */
export function parsePurl(text: string): Purl | undefined {
  const [beforeSubpath = ""] = text.split("#", 1);
  const question = beforeSubpath.indexOf("?");
  const path = question < 0 ? beforeSubpath : beforeSubpath.slice(0, question);
  const query = question < 0 ? "" : beforeSubpath.slice(question + 1);
  const [, type = "", rest = ""] = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/+([^]*)$/.exec(path) ?? [];
  // The last @ that stands behind all slashes of the name: a scope's own @ may stand there unencoded.
  const at = rest.lastIndexOf("@");
  const hasVersion = at > 0 && rest[at - 1] !== "/";
  const names = (hasVersion ? rest.slice(0, at) : rest).split("/").filter((segment) => segment !== "");
  const name = names.pop();
  if (name === undefined) return undefined;
  return {
    type: type.toLowerCase(),
    namespace: names.map(decode).join("/"),
    name: decode(name),
    version: hasVersion ? decode(rest.slice(at + 1)) : "",
    qualifiers: parseQualifiers(query),
  };
}

function parseQualifiers(query: string): ReadonlyMap<string, string> {
  return new Map(
    query.split("&").flatMap((pair) => {
      const equals = pair.indexOf("=");
      return equals < 1
        ? []
        : [[pair.slice(0, equals).toLowerCase(), decode(pair.slice(equals + 1))] as const];
    }),
  );
}

/** A text that is not properly encoded stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
