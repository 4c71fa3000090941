import { expect, it } from "vitest";
import { makeDemoImage } from "../../examples/demo/make-image.ts";
import { takeInventory } from "../../src/inventory/take.ts";
import { withArchive } from "../support/archive.ts";

it("the demo image is the same bytes every time", async () => {
  expect(Buffer.compare(await makeDemoImage(), await makeDemoImage())).toBe(0);
});

it("the demo image is a whole Debian 12 with a banned package and without a maintainer", async () => {
  const inventory = await withArchive(await makeDemoImage(), (image) => takeInventory(image, "all"));
  expect(inventory.gaps).toEqual([]);
  expect(inventory.os).toMatchObject({ id: "debian", versionId: "12", source: "/usr/lib/os-release" });
  expect(inventory.packages.map(({ name }) => name)).toContain("telnet");
  expect(inventory.packages.map(({ name }) => name)).not.toContain("wget");
  expect(inventory.config.labels).not.toHaveProperty("maintainer");
});
