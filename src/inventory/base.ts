import { LumogateError } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { BaseImage, Gap, Inventory, Layer } from "../model/inventory.ts";

/** The base image that the user names. */
export interface GivenBase {
  /** As the user named it. */
  readonly reference: string;
  readonly image: Pick<OpenImage, "identity" | "layers">;
}

/**
 * Says of each package whether the base image brought it. What the image's own annotations say of its base is not
 * enough for that: they do not say how many of the layers are the base's.
 *
 * @param inventory with origins
 * @param base left out where the user names none
 * @param isNeeded whether a rule reads it: that it cannot be told then stands in its way
 * @throws LumogateError `base.mismatch` where the image is not built from that base, `base.no-layers`
 */
export function withBase(inventory: Inventory, base: GivenBase | undefined, isNeeded: boolean): Inventory {
  if (base === undefined) {
    // Without layers, a base is no help; that there are none is a gap already.
    const isGap = isNeeded && inventory.layers.length > 0;
    return isGap ? { ...inventory, gaps: [...inventory.gaps, NO_BASE] } : inventory;
  }
  const checked = checkBase(inventory, base);
  const made = inventory.layers.filter(({ empty }) => !empty);
  const last = made[checked.layers - 1]?.index ?? -1;
  return {
    ...inventory,
    image: { ...inventory.image, base: checked },
    packages: inventory.packages.map((each) =>
      each.introducedIn === undefined ? each : { ...each, fromBase: each.introducedIn.layer <= last },
    ),
  };
}

/** Holds the base's layers against the lowest of the image's. */
function checkBase(
  { image: { reference }, layers }: Inventory,
  base: GivenBase,
): BaseImage & { readonly layers: number } {
  const [own, theirs] = [diffIds(layers), diffIds(base.image.layers)];
  for (const [name, ids] of [
    [base.reference, theirs],
    [reference, own],
  ] as const) {
    if (ids.length > 0) continue;
    throw new LumogateError(
      "base.no-layers",
      `${name} has no layers, so no base image can be told by them.`,
      {
        hint: "Give --base an image, and only where the target is an image as well: a folder has no layers.",
      },
    );
  }
  const apart = theirs.findIndex((diffId, index) => own[index] !== diffId);
  if (apart !== -1) throw mismatch(reference, base.reference, apart, own, theirs);
  const { digest } = base.image.identity;
  return {
    reference: base.reference,
    ...(digest === undefined ? {} : { digest }),
    by: "user",
    layers: theirs.length,
  };
}

function diffIds(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ diffId }) => (diffId === undefined ? [] : [diffId]));
}

function mismatch(
  reference: string,
  base: string,
  apart: number,
  own: readonly string[],
  theirs: readonly string[],
): LumogateError {
  const has = own[apart] === undefined ? "the image has no more layers" : `the image has ${own[apart]}`;
  return new LumogateError(
    "base.mismatch",
    `${reference} is not built from ${base}: they part at layer ${apart + 1} of the base's ${theirs.length}, which is ${theirs[apart] ?? ""}, where ${has}.`,
    {
      hint: "Give --base the image that FROM meant when this one was built; where its tag has moved since, name it by its digest.",
    },
  );
}

const NO_BASE: Gap = {
  code: "origins.no-base",
  by: "origins",
  reason:
    "A rule asks which packages come from the base image, but no base image was given. Name it with --base.",
  affects: ["packages"],
};
