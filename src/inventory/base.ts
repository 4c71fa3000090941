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
 * Says how much of the base image is in the image, and, where it is all there, of each package whether the base brought it.
 * What the image's own annotations say of its base is not enough for that: they do not say how many of the layers are the
 * base's. A base that has other layers by now (its tag has moved) is no error: rules judge it.
 *
 * @param inventory with origins
 * @param base left out where the user names none
 * @param isNeeded whether a rule reads of packages what the base brought: that it cannot be told then stands in its way
 * @throws LumogateError `base.no-layers`
 */
export function withBase(inventory: Inventory, base: GivenBase | undefined, isNeeded: boolean): Inventory {
  if (base === undefined) {
    // Without layers, a base is no help; that there are none is a gap already.
    return isNeeded && inventory.layers.length > 0 ? withGap(inventory, NO_BASE) : inventory;
  }
  const checked = compareWithBase(inventory, base);
  const based = { ...inventory, image: { ...inventory.image, base: checked } };
  if (checked.layers < checked.total) return isNeeded ? withGap(based, mismatch(checked)) : based;
  const made = inventory.layers.filter(({ empty }) => !empty);
  const last = made[checked.layers - 1]?.index ?? -1;
  return {
    ...based,
    packages: inventory.packages.map((each) =>
      each.introducedIn === undefined ? each : { ...each, fromBase: each.introducedIn.layer <= last },
    ),
  };
}

type ComparedBase = BaseImage & {
  readonly reference: string;
  readonly layers: number;
  readonly total: number;
};

/** Holds the base's layers against the lowest of the image's. */
function compareWithBase({ image: { reference }, layers }: Inventory, base: GivenBase): ComparedBase {
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
  const { digest } = base.image.identity;
  return {
    reference: base.reference,
    ...(digest === undefined ? {} : { digest }),
    by: "user",
    layers: apart === -1 ? theirs.length : apart,
    total: theirs.length,
  };
}

function diffIds(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ diffId }) => (diffId === undefined ? [] : [diffId]));
}

function withGap(inventory: Inventory, gap: Gap): Inventory {
  return { ...inventory, gaps: [...inventory.gaps, gap] };
}

function mismatch({ reference, layers, total }: ComparedBase): Gap {
  return {
    code: "origins.base-mismatch",
    by: "origins",
    reason: `A rule asks which packages come from the base image, but the image has only ${layers} of the ${total} layers of ${reference}. Give --base the image that FROM meant when it was built, by its digest.`,
    affects: ["packages"],
  };
}

const NO_BASE: Gap = {
  code: "origins.no-base",
  by: "origins",
  reason:
    "A rule asks which packages come from the base image, but no base image was given. Name it with --base.",
  affects: ["packages"],
};
