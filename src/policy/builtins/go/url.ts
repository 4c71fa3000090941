/** Go's package net/url, as far as rules meet it. */

/** url.QueryEscape: letters, digits and `-_.~` stay, a blank becomes `+`. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, hexadecimal)
    .replaceAll("%20", "+");
}

/** url.QueryUnescape. @throws SyntaxError, RangeError */
export function queryUnescape(text: string): string {
  return unescape(text.replaceAll("+", " "));
}

/** What stands for bytes in a URL. @throws SyntaxError for half an escape; RangeError for bytes that are not UTF-8 */
export function unescape(text: string): string {
  const bad = /%(?![0-9A-Fa-f]{2})/.exec(text);
  if (bad !== null) {
    throw new SyntaxError(`invalid URL escape ${JSON.stringify(text.slice(bad.index, bad.index + 3))}`);
  }
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError("the decoded bytes are not UTF-8 text");
  }
}

/** url.ParseQuery. @throws SyntaxError */
export function pairsOf(query: string): (readonly [string, string])[] {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      if (pair.includes(";")) throw new SyntaxError("invalid semicolon separator in query");
      const equals = pair.indexOf("=");
      const [key, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [queryUnescape(key), queryUnescape(value)] as const;
    });
}

/** A URL taken apart; what it has not is empty. */
export interface GoUrl {
  readonly scheme: string;
  readonly hostname: string;
  readonly port: string;
  /** Decoded. */
  readonly path: string;
  /** As it was written. */
  readonly rawPath: string;
  readonly rawQuery: string;
  /** Decoded. */
  readonly fragment: string;
}

/** url.Parse, which is more lenient than RFC 3986. @throws SyntaxError */
export function parseUrl(text: string): GoUrl {
  // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new SyntaxError("invalid control character in URL");
  const hash = text.indexOf("#");
  const [before, fragment] = hash < 0 ? [text, ""] : [text.slice(0, hash), text.slice(hash + 1)];
  if (before === "*") return { ...NOTHING, path: "*", rawPath: "*", fragment: unescape(fragment) };
  const { scheme, rest: afterScheme } = splitScheme(before);
  const question = afterScheme.indexOf("?");
  const rest = question < 0 ? afterScheme : afterScheme.slice(0, question);
  const rawQuery = question < 0 ? "" : afterScheme.slice(question + 1);
  const found = { ...NOTHING, scheme, rawQuery, fragment: unescape(fragment) };
  if (!rest.startsWith("/")) {
    // `mailto:me@example.com` is opaque: it has no path.
    if (scheme !== "") return found;
    if (/^[^/]*:/.test(rest)) throw new SyntaxError("first path segment in URL cannot contain colon");
  }
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  const slash = hasAuthority ? rest.indexOf("/", 2) : 0;
  const end = slash < 0 ? rest.length : slash;
  const authority = hasAuthority ? readAuthority(rest.slice(2, end)) : {};
  const rawPath = rest.slice(end);
  const path = unescape(rawPath);
  // How it was written counts where Go itself would not write it so.
  return { ...found, ...authority, path, rawPath: escapePath(path) === rawPath ? path : rawPath };
}

function escapePath(path: string): string {
  return encodeURIComponent(path.toWellFormed())
    .replaceAll(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent)
    .replaceAll(/[!'()*]/g, hexadecimal);
}

function hexadecimal(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

const NOTHING: GoUrl = {
  scheme: "",
  hostname: "",
  port: "",
  path: "",
  rawPath: "",
  rawQuery: "",
  fragment: "",
};

function splitScheme(text: string): { scheme: string; rest: string } {
  if (text.startsWith(":")) throw new SyntaxError("missing protocol scheme");
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text) ?? [];
  return scheme === undefined
    ? { scheme: "", rest: text }
    : { scheme: scheme.toLowerCase(), rest: text.slice(scheme.length + 1) };
}

function readAuthority(authority: string): { hostname: string; port: string } {
  const at = authority.lastIndexOf("@");
  if (at >= 0 && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at))) {
    throw new SyntaxError("invalid userinfo");
  }
  if (at >= 0) unescape(authority.slice(0, at));
  const host = authority.slice(at + 1);
  const colon = host.startsWith("[") ? portOfLiteral(host) : host.lastIndexOf(":");
  const port = colon < 0 ? "" : host.slice(colon);
  if (!/^(?::\d*)?$/.test(port)) {
    throw new SyntaxError(`invalid port ${JSON.stringify(port)} after host`);
  }
  const name = colon < 0 ? host : host.slice(0, colon);
  return {
    hostname: unescapeHost(name.replace(/^\[(.*)\]$/s, "$1"), name.startsWith("[")),
    port: port.slice(1),
  };
}

/** Where the port of `[::1]:80` begins. */
function portOfLiteral(host: string): number {
  const close = host.lastIndexOf("]");
  if (close < 0) throw new SyntaxError("missing ']' in host");
  return close + 1 === host.length ? -1 : close + 1;
}

/** In a host only what is not ASCII may be escaped; behind an address's `%25`, a zone may be. */
function unescapeHost(host: string, literal: boolean): string {
  const zone = literal ? host.indexOf("%25") : -1;
  const name = zone < 0 ? host : host.slice(0, zone);
  const bad = /[^\u0080-\uffffA-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%]/.exec(name);
  if (bad !== null) throw new SyntaxError(`invalid character ${JSON.stringify(bad[0])} in host name`);
  const ascii = /%[0-7][0-9A-Fa-f]/.exec(name);
  if (ascii !== null) throw new SyntaxError(`invalid URL escape ${JSON.stringify(ascii[0])}`);
  return zone < 0 ? unescape(name) : unescape(name) + unescape(host.slice(zone));
}
