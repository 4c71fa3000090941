import type { Platform } from "../../src/model/inventory.ts";
import { platformText } from "../../src/model/platform.ts";
import { machinePlatform } from "../../src/oci/documents/platforms.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import { CONTEXT, contentOf } from "./archive.ts";
import { anImage, blobPath, type ImageOptions, layoutFiles, type TestImage } from "./layout.ts";
import type { Packing } from "./layout-packing.ts";
import { file } from "./tar.ts";

/** This machine's platform, and one that no machine is on which these tests run. */
export const HERE = machinePlatform();
export const THERE: Platform = { os: "linux", architecture: "sparc64" };

/** An image whose file /mark says what it is for. @param platform as its index says and its config */
export function forPlatform(platform: Platform, options: ImageOptions = {}): TestImage {
  return anImage({
    layers: [[file("mark", platformText(platform))]],
    config: platform,
    ...options,
    descriptor: { platform, ...options.descriptor },
  });
}

/** An image whose file /mark has that content, and which a layout lists by that name. */
export function named(name: string, mark: string): TestImage {
  const annotations = { "org.opencontainers.image.ref.name": name };
  return anImage({ layers: [[file("mark", mark)]], descriptor: { annotations } });
}

export interface FindOptions {
  /** What to write behind the path. */
  readonly choice?: string;
  readonly platform?: SourceContext["platform"];
  /** Images that the layout lists and has not. */
  readonly without?: readonly TestImage[];
}

export interface FoundMarks {
  /** Each image's name, with PATH for the layout's and T for the transport, and its mark, or why it cannot be opened. */
  readonly found: readonly (readonly [string, string])[];
  readonly said: readonly string[];
}

/** What is found in a layout of these images, and what is said on the way. */
export async function findMarks(
  { source, pack }: Packing,
  images: readonly TestImage[],
  { choice = "", platform, without = [] }: FindOptions = {},
): Promise<FoundMarks> {
  const gone = without.flatMap(({ blobs }) => blobs).map((blob) => [blobPath(blob), null] as const);
  await using packed = await pack(layoutFiles(images, Object.fromEntries(gone)));
  const said: string[] = [];
  const progress = (line: string): void => void said.push(line.replaceAll(packed.path, "PATH"));
  const context = { ...CONTEXT, progress, ...(platform === undefined ? {} : { platform }) };
  const found = await source.find(`${packed.path}${choice}`, context);
  const marks = found.map(async (image) => {
    const mark = await image.open().then((opened) => contentOf(opened, "/mark"), codeOf);
    return [image.name.replace(packed.path, "PATH").replace(source.transport, "T"), mark] as const;
  });
  return { found: await Promise.all(marks), said };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
