import type { OpenImage, RecordedInventory } from "../model/image.ts";
import { INVENTORY_SCHEMA, type Inventory, type Scope } from "../model/inventory.ts";
import { PACKAGE_TYPES } from "../model/package-types.ts";
import { notLookedAt } from "./not-looked-at.ts";

/** The inventory of an image of which there is only what somebody else has found in it. */
export function recordedInventory(
  image: OpenImage,
  { os, packages, files, databases, scope: recordedScope }: RecordedInventory,
  scope: Scope,
): Inventory {
  const hasFiles = scope === "all" && files !== undefined;
  const isShort = scope === "all" && recordedScope === "os";
  const isTold = image.gaps.some(({ affects }) => affects.includes("files"));
  return {
    schema: INVENTORY_SCHEMA,
    image: image.identity,
    config: image.config,
    layers: image.layers,
    ...(os === undefined ? {} : { os }),
    packages: scope === "all" ? packages : packages.filter(({ type }) => PACKAGE_TYPES[type] === "os"),
    scope,
    ...(hasFiles ? { files } : {}),
    databases,
    gaps: [...image.gaps, ...((hasFiles || isTold) && !isShort ? [] : notLookedAt(scope))],
  };
}
