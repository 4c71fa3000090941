import { LumogateError } from "../model/error.ts";
import { findByName } from "./bare-name.ts";
import { recognise } from "./recognise.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

export interface RegisteredSource {
  readonly transport: string;
  /** What stands behind the colon, for help. */
  readonly locator: string;
  readonly summary: string;
  /** Loaded when it is needed: the client of an engine alone takes longer to load than an archive to read. */
  readonly load: () => Promise<Source>;
}

/** Every place that images come from. A new one is a file beside this one, a row here, a test. */
export const SOURCES = [
  {
    transport: "docker",
    locator: "REFERENCE",
    summary: "an image in the Docker engine, pulled if it is missing",
    load: async () => (await import("./docker.ts")).docker,
  },
  {
    transport: "podman",
    locator: "REFERENCE",
    summary: "an image in Podman",
    load: async () => (await import("./podman.ts")).podman,
  },
  {
    transport: "registry",
    locator: "REFERENCE",
    summary: "an image in a registry; needs no engine",
    load: async () => (await import("./registry.ts")).registry,
  },
  {
    transport: "docker-archive",
    locator: "PATH[:REFERENCE]",
    summary: "what docker save wrote; needs no engine",
    load: async () => (await import("./docker-archive.ts")).dockerArchive,
  },
  {
    transport: "oci-archive",
    locator: "PATH[:TAG]",
    summary: "an OCI layout in a tar",
    load: async () => (await import("./oci-archive.ts")).ociArchive,
  },
  {
    transport: "oci",
    locator: "PATH[:TAG]",
    summary: "an OCI layout in a folder",
    load: async () => (await import("./oci.ts")).oci,
  },
  {
    transport: "dir",
    locator: "PATH",
    summary: "a root file system in a folder",
    load: async () => (await import("./dir.ts")).dir,
  },
  {
    transport: "container",
    locator: "NAME",
    summary: "a container in the Docker engine, running or stopped",
    load: async () => (await import("./container.ts")).container,
  },
  {
    transport: "sbom",
    locator: "PATH",
    summary: "an SBOM made elsewhere: CycloneDX, SPDX or Syft's",
    load: async () => (await import("./sbom.ts")).sbom,
  },
  {
    transport: "inventory",
    locator: "PATH",
    summary: "what lumogate inspect --output json wrote",
    load: async () => (await import("./inventory.ts")).inventory,
  },
] as const satisfies readonly RegisteredSource[];

/**
 * Finds what the user named: `transport:locator`; else a path that exists, known by its content; else a reference to an
 * image, in the local engine or in its registry.
 *
 * @returns one at least; several where a target holds several, or all platforms are asked for
 * @throws LumogateError `target.*`, and what the source throws
 */
export async function findImages(target: string, context: SourceContext): Promise<readonly FoundImage[]> {
  const colon = target.indexOf(":");
  const transport = target.slice(0, Math.max(0, colon));
  const source = SOURCES.find((one) => one.transport === transport);
  const locator = source === undefined ? target : target.slice(colon + 1);
  if (locator.trim() === "") {
    throw new LumogateError(
      "target.empty",
      `No image is named${source === undefined ? "" : ` behind ${transport}:`}.`,
      { hint: "Name an image (debian:12), or the path of an archive or a layout (image.tar)." },
    );
  }
  if (source !== undefined) return (await source.load()).find(locator, context);
  const recognised = await recognise(target);
  return recognised === undefined ? findByName(target, context) : recognised.find(target, context);
}
