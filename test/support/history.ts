import type { ImageState, OpenImage } from "../../src/model/image.ts";
import type { Layer, LayerChanges } from "../../src/model/inventory.ts";
import { imageOf } from "./image.ts";
import type { TarMember } from "./tar.ts";

/** A step of a build: what is in its layer; a step without members made none. */
export interface Step {
  readonly createdBy?: string;
  readonly members?: readonly TarMember[];
}

/** An image in memory that was made by these steps, with a state for each that made a layer. */
export async function imageBySteps(
  steps: readonly Step[],
  changes: readonly LayerChanges[] = [],
): Promise<OpenImage> {
  const layers = steps.map(({ createdBy, members }, index): Layer => {
    const instruction = createdBy === undefined ? {} : { createdBy };
    return members === undefined
      ? { index, ...instruction, empty: true }
      : { index, diffId: diffIdOf(index), ...instruction, empty: false };
  });
  const states: ImageState[] = [];
  const made: (readonly TarMember[])[] = [];
  for (const [layer, { members }] of steps.entries()) {
    if (members === undefined) continue;
    made.push(members);
    const image = await imageOf(made);
    const tree = await image.tree?.();
    states.push({ layer, files: image.files, ...(tree === undefined ? {} : { tree }) });
  }
  return imageOf(made, {
    layers,
    history: { states: () => Promise.resolve(states), changes: () => Promise.resolve(changes) },
  });
}

/** A diff ID that tells which step it is of. */
export function diffIdOf(step: number): string {
  return `sha256:${String(step).padStart(64, "0")}`;
}
