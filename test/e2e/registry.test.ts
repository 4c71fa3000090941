import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import { fakeProxy } from "../support/fake-proxy.ts";
import { debianArchive } from "../support/image.ts";
import { lumogate } from "../support/lumogate.ts";
import { realRegistry, registryIsAbsent, type RealRegistry } from "../support/real-registry.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const run = promisify(execFile);
const PASSWORD = "canary-password";

describe.skipIf(registryIsAbsent !== "")(
  `a real registry, with a login and a CA of its own ${registryIsAbsent}`,
  () => {
    let workspace: Workspace;
    let registry: RealRegistry;
    /** `localhost:40123`, since the certificate is for a name. */
    let host: string;

    const at = (name: string): string => path.join(workspace.directory, name);

    /** Runs the command line as somebody with this home, in which docker has a login or none. */
    const asked = async (home: string, ...args: readonly string[]): ReturnType<typeof lumogate> => {
      const { env, cwd } = workspace.around({});
      return lumogate(args, { env: { ...env, HOME: at(home) }, cwd });
    };

    const inventory = async (...args: readonly string[]): Promise<Inventory> => {
      const { code, stdout, stderr } = await asked("known", "inspect", "--output", "json", ...args);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as Inventory;
    };

    const push = async (tag: string, ...options: readonly string[]): Promise<void> => {
      const to = [
        `--dest-creds=canary-user:${PASSWORD}`,
        "--dest-tls-verify=false",
        `docker://${host}/acme/app:${tag}`,
      ];
      const from = `docker-archive:${at("image.tar")}`;
      await run("skopeo", ["--insecure-policy", "copy", "--quiet", ...options, from, ...to]);
    };

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await Promise.all(
        ["known", "unknown"].map((home) => mkdir(at(`${home}/.docker`), { recursive: true })),
      );
      await makeCertificate(at);
      await run("htpasswd", ["-Bbc", at("htpasswd"), "canary-user", PASSWORD]);
      registry = await realRegistry({
        tls: { certificate: at("server.crt"), key: at("server.key") },
        htpasswd: at("htpasswd"),
      });
      host = registry.host.replace("127.0.0.1", "localhost");
      const auth = Buffer.from(`canary-user:${PASSWORD}`).toString("base64");
      await writeFile(at("known/.docker/config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
      await writeFile(at("image.tar"), debianArchive());
      await push("1");
      await push("zstd", "--format=oci", "--dest-compress-format=zstd");
    });

    afterAll(async () => {
      await registry.close();
      await workspace.remove();
    });

    it.each(["1", "zstd"])("gives the inventory that the same image gives as an archive: %s", async (tag) => {
      const { image: _, ...fromArchive } = await inventory(`docker-archive:${at("image.tar")}`);
      const name = `${host}/acme/app:${tag}`;
      const { image, ...fromRegistry } = await inventory("--registry-ca", at("ca.crt"), `registry:${name}`);
      expect(JSON.stringify(fromRegistry)).toBe(JSON.stringify(fromArchive));
      expect(image).toMatchObject({
        reference: name,
        repoTags: [name],
        repoDigests: [`${host}/acme/app@${image.digest}`],
      });
    });

    it("is reached through a proxy, which sees no more than its name", async () => {
      const proxy = await fakeProxy(registry.host);
      const args = [
        "inspect",
        "--output",
        "json",
        "--registry-ca",
        at("ca.crt"),
        "registry:registry.example/acme/app:1",
      ];
      const { env, cwd } = workspace.around({ HTTPS_PROXY: proxy.url });
      const auth = Buffer.from(`canary-user:${PASSWORD}`).toString("base64");
      await workspace.write(
        "home/.docker/config.json",
        JSON.stringify({ auths: { "registry.example": { auth } } }),
      );
      const { code, stderr } = await lumogate(args, { env, cwd });
      expect(code, stderr).toBe(0);
      expect(new Set(proxy.asked)).toEqual(new Set(["CONNECT registry.example:443"]));
      expect(proxy.credentials.join()).not.toContain(auth);
    });

    it("is trusted where its authority lies where docker and podman look for it", async () => {
      const folder = at(`known/.config/containers/certs.d/${host}`);
      await mkdir(folder, { recursive: true });
      await run("cp", [at("ca.crt"), folder]);
      expect((await inventory(`registry:${host}/acme/app:1`)).packages).toHaveLength(2);
      await run("rm", ["-r", folder]);
    });

    it.each<[string, string, string, (tag: string) => string[]]>([
      [
        "without a login",
        "registry.unauthorized",
        "unknown",
        (image) => ["--registry-ca", at("ca.crt"), image],
      ],
      ["without its authority", "registry.tls", "known", (image) => [image]],
      [
        "by a tag that is not there",
        "registry.not-found",
        "known",
        (image) => ["--registry-ca", at("ca.crt"), `${image}2`],
      ],
      ["by plain HTTP", "registry.plain-http", "known", (image) => ["--plain-http", host, image]],
    ])("is an error %s", async (_, code, home, args) => {
      const ended = await asked(home, "inspect", "--output", "json", ...args(`registry:${host}/acme/app:1`));
      expect(ended.code).toBe(2);
      expect(ended.stdout + ended.stderr).toContain(code);
      expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
    });
  },
);

/** An authority, and a certificate of its for localhost. */
async function makeCertificate(at: (name: string) => string): Promise<void> {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const [subject, name] = [
    "/CN=lumogate test authority",
    "subjectAltName=DNS:localhost,DNS:registry.example",
  ];
  await run("openssl", [
    "req",
    "-x509",
    ...key,
    "-subj",
    subject,
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.crt"),
  ]);
  const signed = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-addext", name];
  await run("openssl", [
    "req",
    "-x509",
    ...key,
    ...signed,
    "-subj",
    "/CN=localhost",
    "-keyout",
    at("server.key"),
    "-out",
    at("server.crt"),
  ]);
}
