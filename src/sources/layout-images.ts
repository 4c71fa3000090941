import { LumogateError } from "../model/error.ts";
import { platformText } from "../model/platform.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { isSameReference } from "./same-reference.ts";

/** What one name in a layout stands for: a manifest, an index, or several manifests that are its platforms. */
export interface LayoutImage {
  /** What to write to mean it: `PATH:12`, `PATH@sha256:…`. */
  readonly name: string;
  /** The names that are references. */
  readonly repoTags: readonly string[];
  readonly roots: readonly Descriptor[];
}

/**
 * The images that a layout's index lists: all where none is chosen.
 *
 * @param choice a name, or `@` and a digest or a position
 * @param path of the layout
 * @throws LumogateError `archive.image` where there is none, or none like that
 */
export function chooseImages(
  manifests: readonly Descriptor[],
  choice: string | undefined,
  path: string,
): LayoutImage[] {
  const chosen = manifests.filter(
    (one, index) => choice === undefined || isMeant(one, choice) || choice === `@${index}`,
  );
  if (chosen.length > 0) return imagesOf(chosen, path);
  const names = manifests.map((one) => namesOf(one)[0] ?? `@${one.digest}`);
  const has = names.length === 0 ? "an empty index" : `these: ${names.join("; ")}`;
  throw new LumogateError(
    "archive.image",
    `${path} has no image${choice === undefined ? "" : ` ${choice}`}, but ${has}.`,
    {
      hint: "Name an image behind the path: PATH:NAME or PATH@sha256:…",
    },
  );
}

function isMeant(manifest: Descriptor, choice: string): boolean {
  return choice === `@${manifest.digest}` || namesOf(manifest).some((name) => isSameReference(name, choice));
}

/** A layout lists an image once for each of its names, and again for each of its platforms where it has no index for them. */
function imagesOf(manifests: readonly Descriptor[], path: string): LayoutImage[] {
  const groups = new Map<string, Descriptor[]>();
  for (const one of distinct(manifests)) {
    const name = namesOf(one)[0] ?? "";
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].flatMap(([name, roots]) => {
    const parts = arePlatforms(roots) ? [roots] : roots.map((root) => [root]);
    return parts.map((part) => ({
      name: name === "" || parts.length > 1 ? `${path}@${part[0]?.digest ?? ""}` : `${path}:${name}`,
      repoTags: repoTagsOf(manifests, part),
      roots: part,
    }));
  });
}

function distinct(manifests: readonly Descriptor[]): Descriptor[] {
  return [...new Map(manifests.toReversed().map((one) => [one.digest, one])).values()].toReversed();
}

function arePlatforms(roots: readonly Descriptor[]): boolean {
  const platforms = roots.flatMap(({ platform }) => (platform === undefined ? [] : platformText(platform)));
  return platforms.length === roots.length && new Set(platforms).size === roots.length;
}

/** All the names that the image's manifests are listed by, as far as they are more than a tag. */
function repoTagsOf(manifests: readonly Descriptor[], roots: readonly Descriptor[]): string[] {
  const digests = new Set(roots.map(({ digest }) => digest));
  const names = manifests.filter(({ digest }) => digests.has(digest)).flatMap((one) => namesOf(one)[0] ?? []);
  return [...new Set(names.filter((name) => /[/:]/.test(name)))].toSorted();
}

/** In full as containerd and Docker write it, then as the OCI has it: often the tag alone. */
function namesOf({ annotations }: Descriptor): string[] {
  const names = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
  return names.flatMap((name) => annotations.get(name) ?? []);
}
