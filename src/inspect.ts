import type { BuildRequest } from "./engine/build/index.ts";
import { takeInventory } from "./inventory/take.ts";
import { validateInventory } from "./inventory/validate.ts";
import type { Inventory } from "./model/inventory.ts";
import { openTarget } from "./sources/index.ts";
import type { SourceContext } from "./sources/source.ts";

export interface InspectRequest {
  readonly source: SourceContext;
  /** Build the image first; the target is then only what the build is called. */
  readonly build?: BuildRequest;
}

/**
 * Takes the inventory of one target, and leaves nothing behind.
 *
 * @throws LumogateError where the image cannot be had or read; the reason of `source.signal` where it was aborted
 */
export async function inspect(target: string, { source, build }: InspectRequest): Promise<Inventory> {
  const image = await openTarget(build === undefined ? target : await builtTarget(build, source), source);
  try {
    // Rules are typed by the schema: in a document of another shape they would find nothing, and pass.
    return await validateInventory(await takeInventory(image));
  } finally {
    await image.close();
  }
}

/** Everything that a build needs is loaded only for a build. */
async function builtTarget(build: BuildRequest, source: SourceContext): Promise<string> {
  const { buildImage } = await import("./engine/build/index.ts");
  const { id } = await buildImage(build, source);
  return `docker:${id}`;
}
