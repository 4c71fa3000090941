import type { BuildRequest } from "./engine/build/index.ts";
import { type GivenBase, withBase } from "./inventory/base.ts";
import { withChanges } from "./inventory/changes.ts";
import { withOrigins } from "./inventory/origins/origins.ts";
import { takeInventory } from "./inventory/take.ts";
import { validateInventory } from "./inventory/validate.ts";
import { extractorFor } from "./inventory/extract/extract.ts";
import type { Depth } from "./model/depth.ts";
import { LumogateError } from "./model/error.ts";
import type { OpenImage } from "./model/image.ts";
import type { Inventory, Scope } from "./model/inventory.ts";
import { NO_TRUST, type Trust } from "./signatures/trust.ts";
import { withSignatures } from "./signatures/with-signatures.ts";
import { findImages } from "./sources/index.ts";
import type { FoundImage, SourceContext } from "./sources/source.ts";

export interface InspectRequest {
  readonly source: Omit<SourceContext, "extractor">;
  /** Build the image first; the target is then only what the build is called. */
  readonly build?: BuildRequest;
  /** The base image, as the user named it. */
  readonly base?: string;
  /** Whether to say what each layer did. */
  readonly changes: boolean;
  /** How far to look. */
  readonly scope: Scope;
  /** Whose signatures count; left out: nobody's. */
  readonly trust?: Trust;
}

/** An inventory whose image is still open. */
export interface Inspection {
  readonly inventory: Inventory;
  readonly hasOrigins: boolean;
  /** The same with the origins of these packages at least, by their URLs, for somebody who needs them only now. */
  readonly addOrigins: (subjects: ReadonlySet<string>) => Promise<Inventory>;
}

/**
 * The images that a target stands for; built first, where that was asked for.
 *
 * @returns one at least
 * @throws LumogateError where there is none; the reason of `source.signal` where it was aborted
 */
export async function findTarget(
  target: string,
  { source, build, scope }: InspectRequest,
): Promise<readonly FoundImage[]> {
  const context = { ...source, extractor: extractorFor(scope) };
  return findImages(build === undefined ? target : await builtTarget(build, context), context);
}

/**
 * Takes the inventory of one image, and leaves nothing behind.
 *
 * @param use works with the inventory while the image is open
 * @returns what `use` returns
 * @throws LumogateError where the image cannot be had or read; the reason of `source.signal` where it was aborted
 */
export async function inspect<Result>(
  found: FoundImage,
  request: InspectRequest,
  { origins, base, changes, signatures }: Depth,
  use: (inspection: Inspection) => Promise<Result>,
): Promise<Result> {
  const image = await found.open();
  let result: Result;
  try {
    const addOrigins = async (plain: Inventory, subjects?: ReadonlySet<string>): Promise<Inventory> => {
      const known = await withOrigins(plain, image, origins === "needed", subjects);
      return validateInventory(withBase(known, await baseOf(image, request), base === "needed"));
    };
    let inventory = await takeInventory(image, request.scope);
    if (changes !== "no") inventory = await withChanges(inventory, image, changes === "needed");
    if (signatures !== "no") {
      const { trust = NO_TRUST, source } = request;
      inventory = await withSignatures(inventory, image, trust, signatures, source.signal);
    }
    // Rules are typed by the schema: in a document of another shape they would find nothing, and pass.
    inventory = await (origins === "no" ? validateInventory(inventory) : addOrigins(inventory));
    result = await use({
      inventory,
      hasOrigins: origins !== "no",
      addOrigins: (subjects) => addOrigins(inventory, subjects),
    });
  } finally {
    await image.close();
  }
  // Whoever cancels while it is cleaned up wants no verdict any more.
  request.source.signal.throwIfAborted();
  return result;
}

/**
 * The base for the very platform of the image. Its files are not looked at; but what is kept of its layers is for those
 * who will look at them.
 */
async function baseOf(
  { identity }: OpenImage,
  { base, source, scope }: InspectRequest,
): Promise<GivenBase | undefined> {
  if (base === undefined) return undefined;
  const { platform = source.platform } = identity;
  const context = {
    ...source,
    ...(platform === undefined ? {} : { platform }),
    extractor: extractorFor(scope),
  };
  const [found, ...others] = await findImages(base, context);
  if (found === undefined || others.length > 0) {
    throw new LumogateError(
      "base.several",
      `${base} holds ${others.length + 1} images, expected one base image.`,
      {
        hint: "Name the one that you mean, as in docker-archive:PATH:REFERENCE or oci:PATH:TAG.",
      },
    );
  }
  const image = await found.open();
  await image.close();
  return { reference: base, image };
}

/** Everything that a build needs is loaded only for a build. */
async function builtTarget(build: BuildRequest, source: SourceContext): Promise<string> {
  const { platform, ...context } = source;
  if (platform === "all") {
    throw new LumogateError(
      "usage.build",
      "--build makes an image for one platform, but --platform all was given.",
      {
        hint: "Name one platform, or build for all with buildx, push, and judge registry:REFERENCE.",
      },
    );
  }
  const { buildImage } = await import("./engine/build/index.ts");
  const { id } = await buildImage(build, { ...context, ...(platform === undefined ? {} : { platform }) });
  return `docker:${id}`;
}
