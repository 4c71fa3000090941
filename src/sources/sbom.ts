import { createHash } from "node:crypto";
import { messageOf } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Evidence, Gap, ImageConfig, Layer } from "../model/inventory.ts";
import { joinHistory, parseImageFile } from "../oci/documents/image-file.ts";
import { readSbom } from "../sbom/read/read.ts";
import { sniff } from "../sbom/read/sniff.ts";
import type { Sbom } from "../sbom/sbom.ts";
import { damagedDocument, documentEnds, findDocument, recordedImage } from "./recorded-image.ts";
import type { Source, SourceContext } from "./source.ts";

/** What somebody else has found in an image: an SBOM in CycloneDX, SPDX, or Syft's own JSON. */
export const sbom = {
  transport: "sbom",
  recognises: async (path) => sniff(await documentEnds(path)) !== undefined,
  find: (path, context) => findDocument(path, context, "sbom", openSbom),
} satisfies Source;

async function openSbom(path: string, bytes: Uint8Array, { progress }: SourceContext): Promise<OpenImage> {
  progress(`Reading ${path}`);
  const read = parsed(path, bytes);
  const config = configOf(read);
  return recordedImage("sbom", path, {
    // Only what our own documents say of their image is all that an inventory would have.
    image: { reference: path, repoTags: [], repoDigests: [], ...read.image },
    config: config.config,
    layers: config.layers,
    ...(read.os === undefined ? {} : { os: read.os }),
    scope: read.own?.scope ?? "all",
    packages: read.packages,
    databases: read.own?.databases ?? [],
    ...(read.own?.files === undefined ? {} : { files: read.own.files }),
    gaps: [...(read.own === undefined ? foreignGaps(read) : read.own.gaps), ...config.gaps],
  });
}

function parsed(path: string, bytes: Uint8Array): Sbom {
  try {
    return readSbom(bytes);
  } catch (cause) {
    throw damagedDocument("sbom", path, messageOf(cause), cause);
  }
}

/** What an SBOM made elsewhere leaves out; each apart, so that to accept one is to accept no other. */
function foreignGaps({ image, os, own, packages, problems, isOfSystem, format }: Sbom): Gap[] {
  const none = (evidence: Evidence, reason: string): Gap[] => [gap(`${evidence}.none`, reason, evidence)];
  return [
    ...none(
      "image",
      `An SBOM (${format}) says little of its image: ${image.digest === undefined ? "no digest, " : ""}no tags for certain, no platform, no date.`,
    ),
    ...(os === undefined ? none("os", "The SBOM does not say what system the image has.") : []),
    ...(own?.files === undefined
      ? none("files", "An SBOM does not list the files that matter to policies.")
      : []),
    ...(packages.length === 0 ? none("packages", "The SBOM lists no package.") : []),
    ...(isOfSystem ? [] : [gap("packages.no-system", NO_SYSTEM, "packages")]),
    ...problems.map(({ code, reason }) => gap(`packages.${code}`, reason, "packages")),
  ];
}

const NO_SYSTEM =
  "The SBOM is neither of an image nor of a system, and lists no package of one: whether there are any, it does not say.";

interface ConfigOfImage {
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  readonly gaps: readonly Gap[];
}

/** Syft keeps the image's config, whose digest is the image's ID; no other SBOM says how a container runs. */
function configOf({ imageFile, image }: Sbom): ConfigOfImage {
  if (imageFile === undefined) return withoutConfig("An SBOM does not say");
  const digest = `sha256:${createHash("sha256").update(imageFile).digest("hex")}`;
  if (digest !== image.id)
    return withoutConfig("The config in the SBOM is not the one whose digest it names, so it does not say");
  try {
    const file = parseImageFile(imageFile);
    return { config: file.config, ...joinHistory(file) };
  } catch (cause) {
    return withoutConfig(`${messageOf(cause)} So the SBOM does not say`);
  }
}

function withoutConfig(clause: string): ConfigOfImage {
  return {
    config: { env: [], exposedPorts: [], volumes: [], labels: {}, onBuild: [], secrets: [] },
    layers: [],
    gaps: [
      gap(
        "config.none",
        `${clause} how a container runs: its user, labels, environment and commands.`,
        "config",
      ),
      gap("layers.none", `${clause} which steps made the image.`, "layers"),
    ],
  };
}

function gap(code: string, reason: string, evidence: Evidence): Gap {
  return { code, by: "sbom", reason, affects: [evidence] };
}
