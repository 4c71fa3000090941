import { BlockList, isIP } from "node:net";
import type { Environment } from "../credentials/docker-config.ts";
import { parseUrl } from "./endpoint.ts";
import { RegistryFailure } from "./failure.ts";

/**
 * The proxy through which an address is asked, as registry tools choose it (golang.org/x/net/http/httpproxy): HTTPS_PROXY,
 * HTTP_PROXY, and NO_PROXY, in capitals or not; this machine itself is never asked through one.
 *
 * @returns undefined where it is asked directly
 * @throws RegistryFailure `registry.proxy`
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const scheme = url.protocol === "https:" ? "https" : "http";
  const named = env[`${scheme.toUpperCase()}_PROXY`] || env[`${scheme}_proxy`];
  if (!named || isExempt(url, env["NO_PROXY"] || env["no_proxy"] || "")) return undefined;
  const proxy = parseUrl(named.includes("://") ? named : `http://${named}`);
  if (proxy !== undefined && (proxy.protocol === "http:" || proxy.protocol === "https:")) return proxy;
  // Not the address itself: it may hold a password.
  throw new RegistryFailure("proxy", `${scheme.toUpperCase()}_PROXY holds no address of an HTTP proxy.`, {
    hint: "Write it like http://proxy.example:3128, or list the registry in NO_PROXY.",
  });
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || isIn(host, "127.0.0.0/8") || isIn(host, "::1/128")) return true;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return noProxy
    .toLowerCase()
    .split(",")
    .map((entry) => entry.trim())
    .some((entry) => entry !== "" && matches(host, port, entry));
}

/** @param entry `*`, an address, a range of addresses, `example.com` with all below it, `.example.com`; with or without a port */
function matches(host: string, port: string, entry: string): boolean {
  if (entry === "*" || entry.replace(/^\[|\]$/g, "") === host || isIn(host, entry)) return true;
  const [, name = entry, only] = /^(.+?):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  if (isIP(host) !== 0) return name.replace(/^\[|\]$/g, "") === host;
  const domain = name.replace(/^\*?\./, "");
  return host.endsWith(`.${domain}`) || (host === domain && domain === name);
}

/** @param range `10.0.0.0/8`; anything else holds nothing */
function isIn(host: string, range: string): boolean {
  const [address = "", prefix = "", ...rest] = range.split("/");
  const [family, asked] = [isIP(address), isIP(host)];
  const bits = Number(prefix);
  const isRange = family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix);
  if (!isRange || asked !== family || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, bits, type);
  return list.check(host, type);
}
