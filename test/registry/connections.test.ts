import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import type https from "node:https";
import os from "node:os";
import path from "node:path";
import type { TLSSocket } from "node:tls";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { Repository } from "../../src/registry/repository.ts";
import type { RegistryContext } from "../../src/registry/client.ts";
import { fakeProxy } from "../support/fake-proxy.ts";
import { fakeRegistry, give, type Handler, status, testTiming } from "../support/fake-registry.ts";

/** A key and a certificate for localhost that signs itself, and used for nothing else. */
const CERTIFICATES = path.resolve(import.meta.dirname, "../engine/fixtures");
const PEM = {
  key: readFileSync(path.join(CERTIFICATES, "key.pem")),
  cert: readFileSync(path.join(CERTIFICATES, "cert.pem")),
};
const CA = path.join(CERTIFICATES, "ca.pem");

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "lumogate-registry-"));
  onTestFinished(() => rm(home, { recursive: true }));
});

/** @returns the code and the words of why `app:1` could not be resolved, or nothing */
async function failure(domain: string, context: Partial<RegistryContext> = {}): Promise<string | undefined> {
  const reference = { domain, path: "app", tag: "1" };
  const repository = new Repository(reference, {
    plainHttp: [],
    signal: new AbortController().signal,
    progress: () => undefined,
    timing: testTiming(),
    ...context,
    env: { HOME: home, ...context.env },
  });
  const error: unknown = await repository.resolve(reference).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error === undefined) return undefined;
  if (!(error instanceof LumogateError)) throw error;
  return `${error.code}: ${error.message} ${error.hint ?? ""}`;
}

/** The domain of a registry behind TLS. */
async function tlsRegistry(options: https.ServerOptions = {}, answer?: Handler): Promise<string> {
  const routes = answer === undefined ? {} : { "GET /v2/app/manifests/1*": answer };
  const { host } = await fakeRegistry({ tls: { ...PEM, ...options }, routes });
  return host.replace("127.0.0.1", "localhost");
}

describe("a registry behind TLS", () => {
  it("that nobody known vouches for is not asked, and the hint names the options", async () => {
    const domain = await tlsRegistry();
    const said = await failure(domain);
    expect(said).toMatch(/^registry\.tls: /);
    expect(said).toContain("--registry-ca FILE");
    expect(said).toContain(`/etc/containers/certs.d/${domain}/ca.crt`);
  });

  it("is trusted with an authority of the user's", async () => {
    expect(await failure(await tlsRegistry(), { caFile: CA })).toBeUndefined();
    expect(await failure(await tlsRegistry(), { env: { SSL_CERT_FILE: CA } })).toBeUndefined();
    expect(await failure(await tlsRegistry(), { env: { NODE_EXTRA_CA_CERTS: CA } })).toBeUndefined();
  });

  it.each(["containers", "docker"])(
    "is trusted with the authority in %s' folder for it alone",
    async (tool) => {
      const [domain, other] = [await tlsRegistry(), await tlsRegistry()];
      await mkdir(path.join(home, ".config", tool, "certs.d", domain), { recursive: true });
      await cp(CA, path.join(home, ".config", tool, "certs.d", domain, "any.crt"));
      expect(await failure(domain)).toBeUndefined();
      expect(await failure(other)).toMatch(/^registry\.tls: /);
    },
  );

  it("that goes by another name is not trusted", async () => {
    const domain = (await tlsRegistry()).replace("localhost", "127.0.0.1");
    expect(await failure(domain, { caFile: CA })).toMatch(/^registry\.tls: .*ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  it("is shown the certificate that is kept for it", async () => {
    const known: boolean[] = [];
    const domain = await tlsRegistry(
      { ca: PEM.cert, requestCert: true, rejectUnauthorized: false },
      (answer, asked) => {
        known.push((asked.socket as TLSSocket).authorized);
        status(404)(answer, asked);
      },
    );
    const folder = path.join(home, ".config/containers/certs.d", domain);
    await mkdir(folder, { recursive: true });
    await failure(domain, { caFile: CA });
    await cp(path.join(CERTIFICATES, "cert.pem"), path.join(folder, "client.cert"));
    await cp(path.join(CERTIFICATES, "key.pem"), path.join(folder, "client.key"));
    await failure(domain, { caFile: CA });
    expect(known).toEqual([false, true]);
  });

  it("is alone in being shown that certificate: its token service is not", async () => {
    const known: boolean[] = [];
    const wants = { ca: PEM.cert, requestCert: true, rejectUnauthorized: false };
    const realm = await tlsRegistry(wants, (answer, asked) => {
      known.push((asked.socket as TLSSocket).authorized);
      status(403)(answer, asked);
    });
    const challenge = `Bearer realm="https://${realm}/v2/app/manifests/1"`;
    const domain = await tlsRegistry({}, status(401, { "www-authenticate": challenge }));
    const folder = path.join(home, ".config/containers/certs.d", domain);
    await mkdir(folder, { recursive: true });
    await cp(path.join(CERTIFICATES, "cert.pem"), path.join(folder, "client.cert"));
    await cp(path.join(CERTIFICATES, "key.pem"), path.join(folder, "client.key"));
    expect(await failure(domain, { caFile: CA })).toMatch(/^registry\.forbidden: .* a token /);
    expect(known).toEqual([false]);
  });

  it.each([
    ["that is not there", "/nonexistent/ca.pem"],
    ["that is none", import.meta.filename],
  ])("is not asked with a file of authorities %s", async (_, caFile) => {
    const said = await failure(await tlsRegistry(), { caFile });
    expect(said).toMatch(/^registry\.certificates: /);
    expect(said).toContain(caFile);
  });

  it("is not asked where a certificate to show has no key", async () => {
    const domain = await tlsRegistry();
    const folder = path.join(home, ".config/docker/certs.d", domain);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "client.cert"), PEM.cert);
    expect(await failure(domain)).toMatch(/^registry\.certificates: /);
  });
});

describe("a registry without TLS", () => {
  it("is asked so only where the user says it, by its port", async () => {
    const { host, asked } = await fakeRegistry();
    const said = await failure(host, { plainHttp: ["127.0.0.1", "127.0.0.1:1"] });
    expect(said).toMatch(/^registry\.plain-http: /);
    expect(said).toContain(`--plain-http ${host}`);
    expect(asked).toEqual([]);
    expect(await failure(host, { plainHttp: [host] })).toBeUndefined();
  });
});

describe("a registry that cannot be reached", () => {
  it.each<[string, string]>([
    ["127.0.0.1:1", "nothing listens there"],
    ["registry.invalid", "no such host is known|its name could not be looked up"],
  ])("at %s says so", async (domain, reason) => {
    expect(await failure(domain)).toMatch(new RegExp(`^registry\\.unreachable: .*(?:${reason})`));
  });
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

describe("connections are made anew where they broke off", () => {
  it("as long as there is hope", async () => {
    let calls = 0;
    const hangUp: Handler = (answer) => {
      calls += 1;
      answer.destroy();
    };
    const { host, image } = await fakeRegistry();
    const twice = await fakeRegistry({
      image,
      routes: {
        "GET /v2/app/manifests/1": (answer, asked) =>
          (calls < 2 ? hangUp : give(image.manifest))(answer, asked),
      },
    });
    expect(await failure(twice.host, { plainHttp: [host, twice.host] })).toBeUndefined();
    expect(twice.asked).toHaveLength(3);
  });
});
