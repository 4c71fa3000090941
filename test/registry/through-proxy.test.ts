import { describe, expect, it, vi } from "vitest";
import { fakeProxy } from "../support/fake-proxy.ts";
import { fakeRegistry, status, testTiming } from "../support/fake-registry.ts";
import { CA, failure, tlsRegistry } from "./connected.ts";

vi.mock("node:dns", async (original) => {
  const { withoutInvalid } = await import("./names.ts");
  return withoutInvalid(await original());
});

describe("a proxy", () => {
  it("is asked for a registry without TLS as proxies are, and with its own credentials", async () => {
    const { host } = await fakeRegistry();
    const proxy = await fakeProxy(host);
    const HTTP_PROXY = proxy.url.replace("://", "://canary-user:canary-password@");
    const context = { env: { HTTP_PROXY }, plainHttp: ["registry.example:5000"] };
    expect(await failure("registry.example:5000", context)).toBeUndefined();
    expect(proxy.asked).toEqual(["GET http://registry.example:5000/v2/app/manifests/1"]);
    expect(proxy.credentials).toEqual([
      `Basic ${Buffer.from("canary-user:canary-password").toString("base64")}`,
    ]);
  });

  it("leads to a registry behind TLS, whose certificate counts", async () => {
    const proxy = await fakeProxy(await tlsRegistry());
    expect(await failure("registry.example", { caFile: CA, env: { HTTPS_PROXY: proxy.url } })).toMatch(
      /^registry\.tls: /,
    );
    expect(proxy.asked).toEqual(["CONNECT registry.example:443"]);
  });

  it("is not asked for what NO_PROXY lists", async () => {
    const proxy = await fakeProxy("127.0.0.1:1");
    await failure("registry.invalid", { env: { HTTPS_PROXY: proxy.url, NO_PROXY: "invalid" } });
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ["refuses", "HTTP/1.1 403 Forbidden\r\n\r\n"],
    ["wants a login", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"],
    ["hangs up", ""],
    ["wants something else", "HTTP/1.1 302 Found\r\nlocation: http://canary.example/\r\n\r\n"],
    ["talks nonsense", "nonsense\r\n\r\n"],
  ])("that %s is named, and asked once, and its password is not shown", async (_, refusal) => {
    const proxy = await fakeProxy("127.0.0.1:1", refusal);
    const HTTPS_PROXY = proxy.url.replace("://", "://canary-user:canary-password@");
    const said = await failure("registry.example", { env: { HTTPS_PROXY } });
    expect(said).toMatch(/^registry\.proxy: /);
    expect(said).not.toContain("canary");
    expect(proxy.asked).toHaveLength(1);
  });

  it("that is not there is named", async () => {
    const said = await failure("registry.example", { env: { HTTPS_PROXY: "127.0.0.1:1" } });
    expect(said).toMatch(/^registry\.proxy: The proxy 127\.0\.0\.1:1 /);
  });

  it("that never answers is not waited for", async () => {
    const proxy = await fakeProxy("127.0.0.1:1", "never");
    const said = await failure("registry.example", { env: { HTTPS_PROXY: proxy.url } });
    expect(said).toMatch(/^registry\.proxy: .* in time/);
  });

  it("is not waited for where the run is cancelled", async () => {
    const controller = new AbortController();
    const proxy = await fakeProxy("127.0.0.1:1", "never");
    const asked = failure("registry.example", {
      env: { HTTPS_PROXY: proxy.url },
      signal: controller.signal,
      timing: testTiming({ connectMs: 60_000, documentMs: 60_000 }),
    });
    await vi.waitUntil(() => proxy.asked.length > 0);
    controller.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });

  it("does not lead to a token service on a private address", async () => {
    const { host } = await fakeRegistry({
      routes: {
        "GET /v2/app/manifests/1": status(401, {
          "www-authenticate": 'Bearer realm="https://169.254.169.254/"',
        }),
      },
    });
    const proxy = await fakeProxy(host);
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    expect(await failure("registry.example", { env, plainHttp: ["registry.example"] })).toMatch(
      /^registry\.realm-refused: /,
    );
    expect(proxy.asked).toHaveLength(1);
  });
});
