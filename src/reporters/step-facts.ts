import type { Inventory, Layer, LayerChanges } from "../model/inventory.ts";
import { type Fact, facts } from "./facts.ts";
import { plural, sizeWords } from "./words.ts";

/**
 * The steps that made the image, each with what is known of it. What we say of a step has a label of its own, since the
 * instruction is the image's text and may look like ours.
 */
export function stepFacts(inventory: Inventory): Fact[] {
  const { image, layers } = inventory;
  const sizes = new Map((image.layers ?? []).map(({ diffId, size }) => [diffId, size]));
  const brought = countByStep(inventory);
  const { layers: ofBase = 0, total = ofBase } = image.base ?? {};
  const lastOfBase = ofBase < total ? undefined : layers.filter(({ empty }) => !empty)[ofBase - 1];
  return layers.flatMap((step) => [
    { label: `${step.index}`, value: sizeAndInstruction(step, sizes.get(step.diffId ?? "")) },
    ...facts({
      brought: brought.has(step.index) ? plural(brought.get(step.index) ?? 0, "package") : undefined,
      files: step.changes === undefined ? undefined : changeWords(step.changes),
      base: step === lastOfBase ? "the base image ends here" : undefined,
    }),
  ]);
}

function sizeAndInstruction({ empty, createdBy }: Layer, size: number | undefined): string {
  const bytes = empty ? "empty" : size === undefined ? "-" : sizeWords(size);
  return `${bytes.padEnd(9)} ${createdBy ?? "unknown step"}`;
}

/** How many of the packages each step brought. */
function countByStep({ packages }: Inventory): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { introducedIn } of packages) {
    if (introducedIn === undefined) continue;
    counts.set(introducedIn.layer, (counts.get(introducedIn.layer) ?? 0) + 1);
  }
  return counts;
}

/** "340 added, 12 changed, 3 removed; 2.1 MB of 12.4 MB carried but invisible" */
function changeWords({ added, changed, removed, bytes, hiddenBytes }: LayerChanges): string {
  const counts = Object.entries({ added, changed, removed }).filter(([, count]) => count > 0);
  const words = counts.map(([word, count]) => `${count} ${word}`).join(", ") || "none changed";
  const hidden =
    hiddenBytes === 0 ? "" : `; ${sizeWords(hiddenBytes)} of ${sizeWords(bytes)} carried but invisible`;
  return `${words}${hidden}`;
}
