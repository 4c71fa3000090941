import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

/** The files of the demo image, by their names in `rootfs/`; `etc/os-release` is a link, as in a real Debian. */
const FILES = ["usr/lib/os-release", "var/lib/dpkg/status"];
const LINKS = { "etc/os-release": "../usr/lib/os-release" };

/** When the demo image says that it was made: always the same, so that its bytes are, too. */
const CREATED = new Date("2026-01-01T00:00:00Z");

/**
 * Makes a small image as `docker save` would write it, so that there is something to judge where there is no engine and
 * no network. The same bytes every time.
 */
export async function makeDemoImage(): Promise<Buffer> {
  const layer = await makeLayer();
  const layerDigest = sha256(layer);
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    created: CREATED.toISOString(),
    config: {
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "APP_PORT=8080"],
      Cmd: ["bash"],
      ExposedPorts: { "8080/tcp": {} },
      Healthcheck: { Test: ["CMD-SHELL", "curl -f http://localhost:8080/"] },
      Labels: {
        "org.opencontainers.image.title": "demo",
        "org.opencontainers.image.source": "https://example.com/demo",
      },
    },
    rootfs: { type: "layers", diff_ids: [`sha256:${layerDigest}`] },
    history: [
      { created: CREATED.toISOString(), created_by: "COPY rootfs/ / # buildkit" },
      { created: CREATED.toISOString(), created_by: 'CMD ["bash"]', empty_layer: true },
    ],
  });
  const [configName, layerName] = [`${sha256(config)}.json`, `${layerDigest}/layer.tar`];
  const manifest = [{ Config: configName, RepoTags: ["lumogate-demo:latest"], Layers: [layerName] }];
  return tarOf({ [configName]: config, [layerName]: layer, "manifest.json": JSON.stringify(manifest) });
}

async function makeLayer(): Promise<Buffer> {
  const contents = await Promise.all(
    FILES.map((name) => readFile(path.join(import.meta.dirname, "rootfs", name))),
  );
  const files = Object.fromEntries(FILES.map((name, index) => [name, contents[index] ?? ""]));
  return tarOf({ ...files, ...listsOf(files["var/lib/dpkg/status"]?.toString() ?? "") }, LINKS);
}

/** dpkg's lists of the packages' files, which are not in the demo image. */
function listsOf(status: string): Record<string, string> {
  const names = Array.from(status.matchAll(/^Package: (\S+)$/gm), ([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [`var/lib/dpkg/info/${name}.list`, "/.\n"]));
}

function tarOf(
  files: Readonly<Record<string, string | Buffer>>,
  links: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files))
    tar.entry({ name, mtime: CREATED, mode: 0o644 }, content);
  for (const [name, linkname] of Object.entries(links))
    tar.entry({ name, linkname, type: "symlink", mtime: CREATED });
  tar.finalize();
  return buffer(tar);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
