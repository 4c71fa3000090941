import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { realRegistry, type RealRegistry, registryIsAbsent } from "../support/real-registry.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const run = promisify(execFile);

const DOCKERFILE = `
RUN apt-get update && apt-get install --yes --no-install-recommends telnet
LABEL org.opencontainers.image.source=https://example.com/app
RUN rm -rf /var/lib/apt/lists && useradd app
USER app
`;

describeEngine(
  "one image of a real Debian, packed in every way",
  (engine) => {
    const base = engine.tag("packings-base");
    const image = engine.tag("packings");
    let workspace: Workspace;
    let registry: RealRegistry;
    /** Every target that names the image. */
    let targets: Record<string, string>;
    let fromEngine: Inventory;

    const inventory = async (target: string): Promise<Inventory> => {
      const args = ["inspect", target, "--layers", "--output", "json", "--plain-http", registry.host];
      const { code, stdout, stderr } = await lumogate(args, workspace.around(engine.env));
      expect(code, `${target}: ${stderr}`).toBe(0);
      return JSON.parse(stdout) as Inventory;
    };

    beforeAll(async () => {
      workspace = await makeWorkspace();
      registry = await realRegistry();
      await engine.docker(["import", await debianRootfs(), base]);
      await workspace.write("context/Dockerfile", `FROM ${base}${DOCKERFILE}`);
      const build = ["inspect", "--build", "context", "--build-network", "host", "--output", "json"];
      const built = await lumogate(build, workspace.around(engine.env));
      expect(built.code, built.stderr).toBe(0);
      const { id = "" } = (JSON.parse(built.stdout) as Inventory).image;
      await engine.docker(["tag", id, image]);
      targets = await pack((args) => engine.docker(args), image, workspace.directory, registry);
      fromEngine = await inventory(`docker:${image}`);
    });

    afterAll(async () => {
      await registry.close();
      await workspace.remove();
    });

    it("says which step brought telnet, and what each layer did", () => {
      const telnet = fromEngine.packages.find(({ name }) => name.includes("telnet"));
      expect(telnet?.introducedIn?.createdBy).toContain(
        "apt-get install --yes --no-install-recommends telnet",
      );
      const layers = fromEngine.layers.filter(({ empty }) => !empty);
      expect(layers.every(({ changes }) => changes !== undefined)).toBe(true);
      expect(layers.at(-1)?.changes?.removed).toBeGreaterThan(0);
    });

    it.each([
      "docker-archive",
      "docker-archive, gzipped as a whole",
      "OCI folder, gzip",
      "OCI folder, zstd",
      "OCI archive, gzip",
      "OCI archive, zstd",
      "registry",
    ])("is the same inventory, byte for byte but for its identity: %s", async (packing) => {
      const { image: identity, ...rest } = await inventory(targets[packing] ?? "");
      const { image: engineIdentity, ...expected } = fromEngine;
      expect(identity.layers?.map(({ diffId }) => diffId)).toEqual(
        engineIdentity.layers?.map(({ diffId }) => diffId),
      );
      expect(JSON.stringify(rest, undefined, 1)).toBe(JSON.stringify(expected, undefined, 1));
    });
  },
  debianIsAbsent || registryIsAbsent,
);

/** By docker itself and by skopeo, which knows every other form. */
async function pack(
  docker: (args: readonly string[]) => Promise<string>,
  image: string,
  folder: string,
  registry: RealRegistry,
): Promise<Record<string, string>> {
  const at = (name: string): string => path.join(folder, name);
  const skopeo = (...args: readonly string[]): Promise<unknown> =>
    run("skopeo", ["--insecure-policy", "copy", "--quiet", ...args]);
  const saved = `docker-archive:${at("saved.tar")}`;
  await docker(["save", "--output", at("saved.tar"), image]);
  await run("gzip", ["--keep", "--fast", at("saved.tar")]);
  const zstd = ["--dest-compress-format", "zstd"];
  await skopeo(saved, `oci:${at("oci-gzip")}:app`);
  await skopeo(saved, `oci:${at("oci-zstd")}:app`, ...zstd);
  await skopeo(`oci:${at("oci-gzip")}:app`, `oci-archive:${at("oci-gzip.tar")}:app`);
  await skopeo(`oci:${at("oci-zstd")}:app`, `oci-archive:${at("oci-zstd.tar")}:app`);
  const pushed = `${registry.host}/packings/app:1`;
  await skopeo(saved, `docker://${pushed}`, "--dest-tls-verify=false");
  return {
    "docker-archive": saved,
    "docker-archive, gzipped as a whole": at("saved.tar.gz"),
    "OCI folder, gzip": `oci:${at("oci-gzip")}`,
    "OCI folder, zstd": at("oci-zstd"),
    "OCI archive, gzip": at("oci-gzip.tar"),
    "OCI archive, zstd": `oci-archive:${at("oci-zstd.tar")}:app`,
    registry: `registry:${pushed}`,
  };
}
