import { LumogateError, systemReason } from "../model/error.ts";
import type { ImageTree, OpenImage } from "../model/image.ts";
import type { Evidence, Gap, ImageConfig } from "../model/inventory.ts";
import { HostFiles } from "./host-files.ts";
import { type HostEntry, openRoot } from "./host-entry.ts";
import { hostTree } from "./host-tree.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** A root file system in a folder of this machine: unpacked, mounted, or the machine's own (`dir:/`). */
export const dir = {
  transport: "dir",
  recognises: looksLikeRoot,
  find: findFolder,
} satisfies Source;

/** Finds the folder before anything else is done, so that a wrong path is told at once. */
async function findFolder(path: string, context: SourceContext): Promise<readonly FoundImage[]> {
  const { platform } = context;
  if (platform !== undefined && platform !== "all") {
    throw new LumogateError(
      "image.platform",
      `${path} is a folder, and nothing says what platform it is for.`,
      {
        hint: "Leave out --platform, and see that the folder is the right one.",
      },
    );
  }
  const root = await openFolder(path);
  await root.handle?.close();
  return [{ name: path, open: () => openImage(path, context) }];
}

async function openImage(path: string, { extractor, progress, signal }: SourceContext): Promise<OpenImage> {
  progress(`Reading ${path}`);
  const root = await openFolder(path);
  const files = new HostFiles(root, signal);
  let tree: Promise<ImageTree> | undefined;
  return {
    identity: { reference: path, repoTags: [], repoDigests: [] },
    config: NO_CONFIG,
    layers: [],
    gaps: GAPS,
    files,
    tree: () => (tree ??= hostTree(root, path, { files, extractor, signal })),
    close: async () => root.handle?.close(),
  };
}

const NO_CONFIG: ImageConfig = {
  env: [],
  exposedPorts: [],
  volumes: [],
  labels: {},
  onBuild: [],
  secrets: [],
};

/** Apart, so that to accept one is to accept no other. */
const GAPS: readonly Gap[] = [
  gap("image", "A folder is no image: it has no digest, no tags, no platform and no date."),
  gap("config", "A folder has no configuration: its user, labels, environment and commands cannot be told."),
  gap("layers", "A folder has no layers: the steps that made it cannot be told."),
  {
    code: "files.capabilities",
    by: "dir",
    reason:
      "Which capabilities the files of a folder have cannot be told: nothing here reads extended attributes.",
    affects: ["files"],
  },
];

function gap(evidence: Evidence, reason: string): Gap {
  return { code: `${evidence}.none`, by: "dir", reason, affects: [evidence] };
}

async function openFolder(path: string): Promise<HostEntry> {
  if (process.platform === "win32") {
    throw new LumogateError("dir.unsupported", "Windows has no folders that hold a Linux root file system.", {
      hint: "Name an archive or an image in a registry instead, or run lumogate in Linux.",
    });
  }
  try {
    return await openRoot(path);
  } catch (cause) {
    throw new LumogateError(
      "dir.unreadable",
      `${path} cannot be opened as a folder: ${systemReason(cause)}.`,
      {
        hint: "Name a folder that holds a root file system: with etc, usr and var in it.",
        cause,
      },
    );
  }
}

/** What a root file system of any distribution has, and a build context or a home has not. */
const MARKS = [
  "/etc/os-release",
  "/usr/lib/os-release",
  "/var/lib/dpkg/status",
  "/lib/apk/db/installed",
  "/var/lib/rpm",
];

/** A file system beside the instructions to build it: the user means to build, or to scan, and that is not for us to guess. */
const BUILD_FILES = ["/Dockerfile", "/Containerfile"];

async function looksLikeRoot(path: string): Promise<boolean> {
  const root = await openRoot(path).catch(() => undefined);
  if (root === undefined) return false;
  try {
    const files = new HostFiles(root, new AbortController().signal);
    const hasAny = async (names: readonly string[]): Promise<boolean> => {
      const kinds = await Promise.all(names.map((name) => files.stat(name)));
      return kinds.includes("file") || kinds.includes("directory");
    };
    return (await hasAny(MARKS)) && !(await hasAny(BUILD_FILES));
  } finally {
    await root.handle?.close();
  }
}
