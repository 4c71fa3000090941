import { expect, it } from "vitest";
import { withChanges } from "../../src/inventory/changes.ts";
import { takeInventory } from "../../src/inventory/take.ts";
import { validateInventory } from "../../src/inventory/validate.ts";
import { imageBySteps } from "../support/history.ts";
import { debianFiles } from "../support/image.ts";

const [first, second] = [
  { added: 3, changed: 0, removed: 0, bytes: 300, hiddenBytes: 0 },
  { added: 0, changed: 1, removed: 2, bytes: 20, hiddenBytes: 10 },
];
const steps = [
  { createdBy: "ADD rootfs.tar /", members: debianFiles() },
  { createdBy: "ENV x=y" },
  { createdBy: "RUN z", members: [] },
];

it("what each layer did stands beside the step that made it", async () => {
  const image = await imageBySteps(steps, [first, second]);
  const { layers } = await validateInventory(
    await withChanges(await takeInventory(image, "all"), image, false),
  );
  expect(layers.map(({ changes }) => changes)).toEqual([first, undefined, second]);
});

it("a folder has none, which is a gap only for a rule that asks", async () => {
  const { history: _, ...image } = await imageBySteps(steps);
  const inventory = await takeInventory(image, "all");
  expect(await withChanges(inventory, image, false)).toBe(inventory);
  expect((await withChanges(inventory, image, true)).gaps).toEqual([
    expect.objectContaining({ code: "changes.no-layers", affects: ["layers"] }),
  ]);
});
