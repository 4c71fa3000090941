import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { OpenImage } from "../../src/model/image.ts";
import { extractorFor } from "../../src/inventory/extract/extract.ts";
import type { Extractor } from "../../src/model/extractor.ts";
import type { ImageConfig } from "../../src/model/inventory.ts";
import { Extraction } from "../../src/oci/extraction.ts";
import { imageFiles } from "../../src/oci/files.ts";
import { fillTree } from "../../src/oci/fill-tree.ts";
import { imageTree } from "../../src/oci/image-tree.ts";
import { LayerBudget } from "../../src/oci/layer-budget.ts";
import { LayerTree } from "../../src/oci/layer.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { readTar, TarReader } from "../../src/oci/tar/tar.ts";
import { newDirectory } from "../../src/oci/tree.ts";
import { file, inChunks, symlink, tar, type TarMember } from "./tar.ts";

export interface ArchiveOptions {
  /** The lowest first. */
  readonly layers?: readonly (readonly TarMember[])[];
  /** Laid over the image's JSON file. */
  readonly image?: object;
  /** Laid over the image's entry in manifest.json. */
  readonly manifest?: object;
  /** What is gzipped: nothing, each layer, or the archive as a whole. */
  readonly gzip?: "nothing" | "layers" | "archive";
}

/** What `docker save` would write. */
export function dockerArchive(options: ArchiveOptions = {}): Buffer {
  const archive = tar(dockerArchiveMembers(options));
  return options.gzip === "archive" ? gzipSync(archive) : archive;
}

/** Its members, for tests that want them in another order, or others beside them. */
export function dockerArchiveMembers(options: ArchiveOptions = {}): TarMember[] {
  const { layers = [[]], image = {}, manifest = {}, gzip = "nothing" } = options;
  const tars = layers.map((members) => tar(members));
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    created: "2026-01-02T03:04:05Z",
    config: {},
    rootfs: { type: "layers", diff_ids: tars.map((layer) => `sha256:${sha256(layer)}`) },
    history: tars.map((_, index) => ({ created_by: `RUN step ${index}` })),
    ...image,
  });
  const configName = `${sha256(config)}.json`;
  const layerNames = tars.map((layer) => `${sha256(layer)}/layer.tar`);
  const entry = { Config: configName, RepoTags: ["test:latest"], Layers: layerNames, ...manifest };
  return [
    ...new Map(
      tars.map((layer, index) => [layerNames[index] ?? "", gzip === "layers" ? gzipSync(layer) : layer]),
    ),
  ]
    .map(([name, content]) => file(name, content))
    .concat(file(configName, config), file("manifest.json", JSON.stringify([entry])));
}

/**
 * An image in memory, of layers of these members; nothing but its files is of interest.
 *
 * @param extractor what is taken of the files
 */
export async function imageOf(
  layers: readonly (readonly TarMember[])[],
  facts: Partial<Omit<OpenImage, "files">> = {},
  extractor: Extractor = extractorFor("all"),
): Promise<OpenImage> {
  const tars = new Map<LayerTree, Buffer>();
  const taking = { extraction: new Extraction(extractor), budget: new LayerBudget() };
  let root = newDirectory();
  for (const [index, members] of layers.entries()) {
    const bytes = tar(members);
    const tree = new LayerTree(`layer ${index}`);
    await fillTree(tree, new TarReader(inChunks(bytes), tree.what), taking);
    tars.set(tree, bytes);
    root = mergeLayer(root, tree, mergeBudget());
  }
  const files = imageFiles(root, ({ layer, offset, size }) => {
    const bytes = tars.get(layer) ?? Buffer.alloc(0);
    return Promise.resolve(bytes.subarray(offset, offset + size));
  });
  return {
    identity: {
      reference: "test:latest",
      id: `sha256:${sha256("test")}`,
      repoTags: [],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64" },
    },
    config: NO_CONFIG,
    layers: [],
    gaps: [],
    files,
    tree: () => Promise.resolve(imageTree(root, files)),
    close: () => Promise.resolve(),
    ...facts,
  };
}

/** A layer's tree, of its tar. */
export async function layerTree(bytes: Uint8Array, what = "layer"): Promise<LayerTree> {
  const tree = new LayerTree(what);
  for await (const entry of readTar(inChunks(bytes), what)) tree.add(entry);
  return tree;
}

const NO_CONFIG: ImageConfig = {
  env: [],
  exposedPorts: [],
  volumes: [],
  labels: {},
  onBuild: [],
  secrets: [],
};

export const DEBIAN_OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
`;

export const ALPINE_OS_RELEASE = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.20.1
PRETTY_NAME="Alpine Linux v3.20"
`;

export function debStanza(name: string, version = "1.0-1"): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n\n`;
}

export function apkStanza(name: string, version = "1.0-r0"): string {
  return `P:${name}\nV:${version}\nA:x86_64\n\n`;
}

/** The files that make an image a Debian: os-release by its usual link, dpkg's database, and its lists of packages' files. */
export function debianFiles(
  status = debStanza("libc6", "2.36-9+deb12u10") + debStanza("telnet", "0.17+2.4-2"),
): TarMember[] {
  return [
    file("usr/lib/os-release", DEBIAN_OS_RELEASE),
    symlink("etc/os-release", "../usr/lib/os-release"),
    file("var/lib/dpkg/status", status),
    ...debianLists(status),
  ];
}

/** A list of files for each package of a status file: an empty one, as of packages that only need others. */
export function debianLists(status: string): TarMember[] {
  const names = [...status.matchAll(/^Package: (.+)$/gm)].map(([, name = ""]) => name);
  return [...new Set(names)].map((name) => file(`var/lib/dpkg/info/${name}.list`, "/.\n"));
}

export interface DebianOptions {
  readonly labels?: Readonly<Record<string, string>>;
  /** Cuts dpkg's database in the middle of its last line. */
  readonly cutStatus?: boolean;
}

/** An archive of a small Debian 12 with libc6 and telnet. */
export function debianArchive({ labels = {}, cutStatus = false }: DebianOptions = {}): Buffer {
  const status = debStanza("libc6", "2.36-9+deb12u10") + debStanza("telnet", "0.17+2.4-2");
  return dockerArchive({
    layers: [debianFiles(cutStatus ? status.slice(0, -5) : status)],
    image: { config: { Labels: labels, Cmd: ["bash"] } },
  });
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
