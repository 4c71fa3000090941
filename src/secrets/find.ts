import { assignmentsIn, type Assignment } from "./assignments.ts";
import { secretNamed } from "./names.ts";
import { TOKENS } from "./tokens.ts";
import { isSecretValue } from "./values.ts";

/** A secret, and where in a text it stands. */
export interface FoundSecret {
  readonly kind: string;
  /** What it is the value of, where that can be told. */
  readonly name?: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The secrets in a text: what has a secret's form, passwords in addresses, and values behind the names of secrets. In order, and
 * none within another.
 */
export function findSecrets(text: string): FoundSecret[] {
  const assigned = assignmentsIn(text);
  const named = assigned.flatMap(({ name, start, end }): FoundSecret[] => {
    const kind = secretNamed(name);
    return kind !== undefined && isSecretValue(text.slice(start, end)) ? [{ kind, name, start, end }] : [];
  });
  const exact = withNames(tokensIn(text).toSorted(byStart), assigned);
  const others = [...withNames(passwordsInAddresses(text), assigned), ...named];
  return withoutOverlaps([...exact, ...others], new Set(exact)).map(nameless);
}

/** A name is handed on, so it must be no secret itself: `ghp_...=` is no variable's. */
function nameless(secret: FoundSecret): FoundSecret {
  const { name, ...rest } = secret;
  return name !== undefined && tokensIn(name).length > 0 ? rest : secret;
}

/** The text, with a mark that tells the kind in the place of each secret. */
export function masked(text: string, secrets: readonly FoundSecret[]): string {
  let at = 0;
  let shown = "";
  for (const { kind, start, end } of secrets) {
    shown += `${text.slice(at, start)}[secret:${kind}]`;
    at = end;
  }
  return shown + text.slice(at);
}

/** The kind of secret that a text is, or has in it, by its form alone. */
function tokensIn(text: string): FoundSecret[] {
  return TOKENS.filter(({ marks }) => marks.some((mark) => text.includes(mark))).flatMap(
    ({ kind, pattern }) =>
      Array.from(text.matchAll(pattern), ({ index, 0: token }) => ({
        kind,
        start: index,
        end: kind === "private-key" ? endOfBlock(text, index + token.length) : index + token.length,
      })),
  );
}

/** Behind the line that ends a key; where there is none, all that follows may be the key. */
function endOfBlock(text: string, from: number): number {
  const last = text.indexOf("-----END ", from);
  const end = last === -1 ? -1 : text.indexOf("-----", last + "-----END ".length);
  return end === -1 ? text.length : end + "-----".length;
}

/** RFC 3986, 3.2.1: `https://name:password@host`. A name alone may be anybody's. */
const IN_ADDRESS = /:\/\/([^\s:/@"'`<>?#]{0,256}:([^\s/@"'`<>]{1,1024}))@(?=[\w[$])/g;

function passwordsInAddresses(text: string): FoundSecret[] {
  if (!text.includes("://")) return [];
  return Array.from(text.matchAll(IN_ADDRESS)).flatMap(({ index, 1: info = "", 2: password = "" }) => {
    const start = index + "://".length;
    return isSecretValue(password) ? [{ kind: "url-password", start, end: start + info.length }] : [];
  });
}

/** The name that each is the value of, or a part of the value. Both lists are in order, so each is read once. */
function withNames(secrets: readonly FoundSecret[], assigned: readonly Assignment[]): FoundSecret[] {
  let at = 0;
  return secrets.map((secret) => {
    while ((assigned[at]?.end ?? Number.POSITIVE_INFINITY) <= secret.start) at += 1;
    const holder = assigned[at];
    return holder !== undefined && holder.start <= secret.start ? { ...secret, name: holder.name } : secret;
  });
}

/** What overlaps becomes one, and is called as the most exact of them. */
function withoutOverlaps(secrets: readonly FoundSecret[], exact: ReadonlySet<FoundSecret>): FoundSecret[] {
  const kept: FoundSecret[] = [];
  let isExact = false;
  for (const secret of secrets.toSorted(byStart)) {
    const last = kept.at(-1);
    if (last === undefined || last.end <= secret.start) {
      kept.push(secret);
      isExact = exact.has(secret);
      continue;
    }
    const takesOver = !isExact && exact.has(secret);
    isExact ||= takesOver;
    kept[kept.length - 1] = {
      ...(takesOver ? { ...last, kind: secret.kind } : last),
      end: Math.max(last.end, secret.end),
    };
  }
  return kept;
}

/** Stable: of two that begin together, the first of the list stays in front. */
function byStart(a: FoundSecret, b: FoundSecret): number {
  return a.start - b.start;
}
