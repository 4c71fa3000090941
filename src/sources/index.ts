import { stat } from "node:fs/promises";
import { LumogateError } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Source, SourceContext } from "./source.ts";

interface RegisteredSource {
  readonly transport: string;
  /** Whether it can tell if a path is one of its own. */
  readonly recognisesPaths: boolean;
  /** Loaded when it is needed: the client of an engine alone takes longer to load than an archive to read. */
  readonly load: () => Promise<Source>;
}

const DOCKER: RegisteredSource = {
  transport: "docker",
  recognisesPaths: false,
  load: async () => (await import("./docker.ts")).docker,
};

/** Every place that images come from. A new one is a file beside this one, a row here, a test. */
const SOURCES: readonly RegisteredSource[] = [
  DOCKER,
  {
    transport: "docker-archive",
    recognisesPaths: true,
    load: async () => (await import("./docker-archive.ts")).dockerArchive,
  },
];

/** Words of the ecosystem that name other places: not read yet, and in no case the name of an image. */
const NOT_YET = new Set([
  "podman",
  "registry",
  "oci",
  "oci-archive",
  "dir",
  "container",
  "sbom",
  "inventory",
]);

/**
 * Opens what the user named: `transport:locator`; else a path that exists, known by its content; else a reference to an
 * image in the local engine.
 *
 * @throws LumogateError `target.empty`, `target.unsupported`, `target.unknown`, and what the source throws
 */
export async function openTarget(target: string, context: SourceContext): Promise<OpenImage> {
  const colon = target.indexOf(":");
  const transport = target.slice(0, Math.max(0, colon));
  const source = SOURCES.find((one) => one.transport === transport);
  const locator = source === undefined ? target : target.slice(colon + 1);
  if (locator.trim() === "") {
    throw new LumogateError(
      "target.empty",
      `No image is named${source === undefined ? "" : ` behind ${transport}:`}.`,
      {
        hint: HINT,
      },
    );
  }
  if (source !== undefined) return (await source.load()).open(locator, context);
  if (NOT_YET.has(transport)) {
    const known = SOURCES.map((one) => `${one.transport}:`).join(" and ");
    throw new LumogateError(
      "target.unsupported",
      `${target} names a target of the kind ${transport}:, but this version of lumogate reads ${known} only.`,
      { hint: meantAsImage(target) },
    );
  }
  return (await recognise(target)).open(target, context);
}

/** What a word without a transport is: an existing path by its content, else an image's name. */
async function recognise(target: string): Promise<Source> {
  const entry = await stat(target).catch(() => undefined);
  // No image's name begins like that.
  const isPath = entry !== undefined || /^\.{0,2}\//.test(target);
  if (!isPath) return DOCKER.load();
  const candidates = SOURCES.filter(({ recognisesPaths }) => recognisesPaths);
  for (const { load } of entry === undefined ? [] : candidates) {
    const source = await load();
    if ((await source.recognises?.(target)) === true) return source;
  }
  const known = candidates.map(({ transport }) => transport).join(" or ");
  const what =
    entry === undefined
      ? "does not exist, and a name like that is a path"
      : `is a ${entry.isDirectory() ? "folder" : "file"}, but no ${known}`;
  throw new LumogateError("target.unknown", `${target} ${what}.`, {
    hint: meantAsImage(target),
  });
}

const HINT =
  "Name an image in the engine (debian:12, docker:debian:12) or a file of docker save (docker-archive:image.tar).";

function meantAsImage(target: string): string {
  return `To mean an image in the engine, write docker:${target}. ${HINT}`;
}
