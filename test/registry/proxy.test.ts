import { expect, it } from "vitest";
import { proxyFor } from "../../src/registry/proxy.ts";

const HTTPS_PROXY = "http://proxy.example:3128";

function asked(url: string, env: NodeJS.ProcessEnv): string {
  return proxyFor(new URL(url), env)?.href ?? "directly";
}

it.each<[string, NodeJS.ProcessEnv, string]>([
  ["https://ghcr.io", { HTTPS_PROXY }, "http://proxy.example:3128/"],
  ["https://ghcr.io", { https_proxy: "proxy.example:3128" }, "http://proxy.example:3128/"],
  ["https://ghcr.io", { HTTP_PROXY: HTTPS_PROXY }, "directly"],
  ["http://registry.example", { HTTPS_PROXY }, "directly"],
  ["http://registry.example", { HTTP_PROXY: HTTPS_PROXY }, "http://proxy.example:3128/"],
  ["https://ghcr.io", { HTTPS_PROXY: "" }, "directly"],
  // This machine itself.
  ["https://localhost:5000", { HTTPS_PROXY }, "directly"],
  ["https://127.0.0.9", { HTTPS_PROXY }, "directly"],
  ["https://[::1]:5000", { HTTPS_PROXY }, "directly"],
])("%s with %o is asked through %s", (url, env, proxy) => {
  expect(asked(url, env)).toBe(proxy);
});

// As in golang.org/x/net/http/httpproxy.
it.each<[string, string, boolean]>([
  ["https://ghcr.io", "*", true],
  ["https://ghcr.io", "other.io, GHCR.io", true],
  ["https://a.ghcr.io", "ghcr.io", true],
  ["https://aghcr.io", "ghcr.io", false],
  ["https://a.ghcr.io", ".ghcr.io", true],
  ["https://ghcr.io", ".ghcr.io", false],
  ["https://a.ghcr.io", "*.ghcr.io", true],
  ["https://ghcr.io", "ghcr.io:443", true],
  ["https://ghcr.io", "ghcr.io:444", false],
  ["https://ghcr.io:444", "ghcr.io:444", true],
  ["https://10.1.2.3", "10.0.0.0/8", true],
  ["https://11.1.2.3", "10.0.0.0/8", false],
  ["https://10.1.2.3", "10.1.2.3", true],
  ["https://10.1.2.3", "10.1.2.3/99", false],
  ["https://10.1.2.3", "2.3", false],
  ["https://[2001:db8::1]", "2001:db8::/32", true],
  ["https://[2001:db8::1]", "2001:db8::1", true],
  ["https://[2001:db8::1]", "[2001:db8::1]", true],
  ["https://ghcr.io", "", false],
  ["https://ghcr.io", ",, ,", false],
])("%s with NO_PROXY=%s: %s", (url, NO_PROXY, isExempt) => {
  expect(asked(url, { HTTPS_PROXY, NO_PROXY }) === "directly").toBe(isExempt);
});

it.each(["socks5://user:secret@proxy.example", "http://", "::"])("%s is no proxy", (named) => {
  const failure = (): unknown => proxyFor(new URL("https://ghcr.io"), { HTTPS_PROXY: named });
  expect(failure).toThrow("HTTPS_PROXY holds no address of an HTTP proxy.");
  expect(failure).not.toThrow("secret");
});
