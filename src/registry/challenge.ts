/** A way to say who one is, as a server asks for it (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** By name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
/** Sticky: each begins where the last one has ended. */
const SCHEME = new RegExp(`[\\s,]*(${TOKEN})(?=\\s|,|$)\\s*(?!\\s*=)`, "y");
const PARAMETER = new RegExp(`[\\s,]*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, "y");

/**
 * Reads the values of `WWW-Authenticate`, each of which may hold several challenges. What is no challenge ends the reading of
 * its value.
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap((value) => parseValue(value));
}

function parseValue(value: string): Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(value);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (let scheme = take(SCHEME); scheme !== null; scheme = take(SCHEME)) {
    const parameters = new Map<string, string>();
    for (let found = take(PARAMETER); found !== null; found = take(PARAMETER)) {
      const [, name = "", quoted, plain = ""] = found;
      parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/gs, "$1") ?? plain);
    }
    challenges.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters });
  }
  return challenges;
}
