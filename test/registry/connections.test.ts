import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TLSSocket } from "node:tls";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { RegistryContext } from "../../src/registry/client.ts";
import { fakeRegistry, give, type Handler, status } from "../support/fake-registry.ts";
import { CA, CERTIFICATES, failure as failureOf, PEM, tlsRegistry } from "./connected.ts";

vi.mock("node:dns", async (original) => {
  const { withoutInvalid } = await import("./names.ts");
  return withoutInvalid(await original());
});

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "lumogate-registry-"));
  onTestFinished(() => rm(home, { recursive: true }));
});

function failure(domain: string, context: Partial<RegistryContext> = {}): Promise<string | undefined> {
  return failureOf(domain, { ...context, env: { HOME: home, ...context.env } });
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
    ["registry.invalid", "no such host is known"],
  ])("at %s says so", async (domain, reason) => {
    expect(await failure(domain)).toMatch(new RegExp(`^registry\\.unreachable: .*${reason}`));
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
