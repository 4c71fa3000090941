import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../src/inspect.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { oci } from "../../src/sources/oci.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import type { Source } from "../../src/sources/source.ts";
import { extractorFor } from "../../src/inventory/extract/extract.ts";
import { sourceContext } from "../support/source-context.ts";
import { debianFiles, debStanza, dockerArchive as archiveOf } from "../support/image.ts";
import { anImage, layoutFiles } from "../support/layout.ts";
import { directory, file, hardlink, symlink, tar } from "../support/tar.ts";

const LIBC = debStanza("libc6", "2.36-9+deb12u10");
/** Installs, upgrades, removes; what a layer can do is in it once. */
const LAYERS = [
  debianFiles(LIBC + debStanza("telnet", "0.17-1")),
  [
    file("var/lib/dpkg/status", LIBC + debStanza("telnet", "0.17-2") + debStanza("curl")),
    file("opt/a", "a"),
    file("app/node_modules/left-pad/package.json", '{"name": "left-pad", "version": "1.3.0"}'),
    { ...file("usr/bin/su", "\u007fELF"), mode: 0o4755 },
  ],
  [
    file("opt/.wh.a"),
    hardlink("opt/status", "var/lib/dpkg/status"),
    directory("etc/empty"),
    symlink("etc/l", "/opt"),
  ],
  [file("var/lib/dpkg/status", LIBC + debStanza("telnet", "0.17-2")), file("tmp/.wh..wh..opq")],
];
const CONFIG = {
  config: {
    User: "app",
    Env: ["PATH=/bin"],
    Cmd: ["bash"],
    Labels: { a: "1" },
    ExposedPorts: { "80/tcp": {} },
  },
  history: [
    { created: "2026-01-02T03:04:05.123456789Z", created_by: "ADD rootfs /" },
    { created: "2026-01-02T03:04:06Z", created_by: "RUN apt-get upgrade" },
    { created: "2026-01-02T03:04:07Z", created_by: "USER app", empty_layer: true },
    { created: "2026-01-02T03:04:08Z", created_by: "RUN rm /opt/a" },
    { created: "2026-01-02T03:04:09Z", created_by: "RUN apt-get remove curl" },
  ],
};

const CONTEXT = sourceContext({ extractor: extractorFor("all"), env: {} });

/** Needed by some of the packings; what is not there, is not asked. */
const absent = (tool: string): string =>
  spawnSync(tool, ["--version"]).status === null ? `SKIPPED: no ${tool}` : "";

describe("one image gives one inventory, byte for byte but for its identity", () => {
  let folder: string;
  let expected: string;
  const at = (name: string): string => path.join(folder, name);
  const copy = (target: string, ...options: string[]): void => {
    const source = `docker-archive:${at("saved.tar")}`;
    run("skopeo", ["--insecure-policy", "copy", "--quiet", ...options, source, target]);
  };
  /** With a storage of its own. */
  const store = (tool: "podman" | "buildah", ...args: string[]): void =>
    run(tool, ["--root", at("storage"), "--runroot", at("run"), "--storage-driver", "vfs", ...args]);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-packings-"));
    const bytes = archiveOf({ layers: LAYERS, image: CONFIG, manifest: { RepoTags: ["app:1"] } });
    await writeFile(at("saved.tar"), bytes);
    expected = await inventoryOf(dockerArchive, at("saved.tar"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("which says which step brought what, and what each layer did", () => {
    const { packages, layers, files } = JSON.parse(expected) as Inventory;
    const origins = packages.map(({ name, introducedIn }) => [name, introducedIn?.createdBy]);
    expect(origins).toEqual([
      ["libc6", "ADD rootfs /"],
      ["telnet", "RUN apt-get upgrade"],
      ["left-pad", "RUN apt-get upgrade"],
    ]);
    expect(files?.map(({ path: notable, kind, mode }) => [notable, kind, mode])).toContainEqual([
      "/usr/bin/su",
      "setuid",
      "4755",
    ]);
    expect(layers[3]?.changes).toMatchObject({ added: 2, removed: 1 });
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("in an archive that is compressed as a whole with %s", async (name, compress) => {
    await writeFile(at(`saved.${name}`), compress(await readFile(at("saved.tar"))));
    expect(await inventoryOf(dockerArchive, at(`saved.${name}`))).toBe(expected);
  });

  it("in an archive with compressed layers, as kaniko writes it", async () => {
    const gzip = "layers";
    await writeFile(at("kaniko.tar"), archiveOf({ layers: LAYERS, image: CONFIG, gzip }));
    expect(await inventoryOf(dockerArchive, at("kaniko.tar"))).toBe(expected);
  });

  it.each(["none", "gzip", "zstd"] as const)("in OCI layouts with %s for the layers", async (compression) => {
    const image = anImage({
      layers: LAYERS,
      config: CONFIG,
      ...(compression === "none" ? {} : { compression }),
    });
    const files = [...layoutFiles([image])];
    for (const [name, content] of files) {
      await mkdir(path.dirname(at(`${compression}/${name}`)), { recursive: true });
      await writeFile(at(`${compression}/${name}`), content);
    }
    const archive = tar(files.map(([name, content]) => file(name, content)));
    await writeFile(at(`${compression}.tar`), archive);
    await writeFile(at(`${compression}.tar.gz`), gzipSync(archive));
    expect(await inventoryOf(oci, at(compression))).toBe(expected);
    expect(await inventoryOf(ociArchive, at(`${compression}.tar`))).toBe(expected);
    expect(await inventoryOf(ociArchive, at(`${compression}.tar.gz`))).toBe(expected);
  });

  describe.skipIf(absent("skopeo") !== "")(`copied by skopeo ${absent("skopeo")}`, () => {
    it.each<[string, Source, string, ...string[]]>([
      ["to an archive of docker save's kind", dockerArchive, "docker-archive"],
      ["to an OCI layout with gzip", oci, "oci"],
      ["to an OCI layout with zstd", oci, "oci", "--dest-compress-format", "zstd"],
      ["to an OCI archive with gzip", ociArchive, "oci-archive"],
      ["to an OCI archive with zstd", ociArchive, "oci-archive", "--dest-compress-format", "zstd"],
    ])("%s", async (title, source, transport, ...options) => {
      const target = at(title.replaceAll(" ", "-"));
      copy(`${transport}:${target}:app:1`, ...options);
      expect(await inventoryOf(source, `${target}:app:1`)).toBe(expected);
    });

    it.skipIf(absent("umoci") !== "")(
      `and listed by umoci under another name ${absent("umoci")}`,
      async () => {
        copy(`oci:${at("umoci")}:1`);
        run("umoci", ["tag", "--image", `${at("umoci")}:1`, "2"]);
        expect(await inventoryOf(oci, at("umoci"))).toBe(expected);
        expect(await inventoryOf(oci, `${at("umoci")}:2`)).toBe(expected);
      },
    );
  });

  describe.skipIf(absent("podman") !== "")(`saved by podman ${absent("podman")}`, () => {
    beforeAll(() => store("podman", "load", "--quiet", "--input", at("saved.tar")));

    it.each<[string, Source]>([
      ["docker-archive", dockerArchive],
      ["oci-archive", ociArchive],
      ["oci-dir", oci],
    ])("as %s", async (format, source) => {
      const target = at(`podman-${format}`);
      store("podman", "save", "--quiet", "--format", format, "--output", target, "app:1");
      expect(await inventoryOf(source, target)).toBe(expected);
    });

    it.skipIf(absent("buildah") !== "")(`and pushed by buildah ${absent("buildah")}`, async () => {
      store("buildah", "push", "--quiet", "app:1", `oci:${at("buildah")}:1`);
      expect(await inventoryOf(oci, at("buildah"))).toBe(expected);
    });
  });
});

/** All of it but what the image is called and how it is packed, as text. */
async function inventoryOf(source: Source, locator: string): Promise<string> {
  const [found, ...others] = await source.find(locator, CONTEXT);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} images, expected one`);
  const depth = { origins: "needed", base: "no", changes: "needed", signatures: "no" } as const;
  const inventory = await inspect(found, { source: CONTEXT, changes: true, scope: "all" }, depth, (one) =>
    Promise.resolve(one.inventory),
  );
  const { image: _, ...rest } = inventory;
  return JSON.stringify(rest, null, 1);
}

function run(tool: string, args: readonly string[]): void {
  execFileSync(tool, args, { stdio: ["ignore", "ignore", "pipe"] });
}
