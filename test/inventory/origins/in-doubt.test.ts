import { describe, expect, it } from "vitest";
import { withOrigins } from "../../../src/inventory/origins/origins.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import type { OpenImage } from "../../../src/model/image.ts";
import { imageBySteps } from "../../support/history.ts";
import { apkStanza, debStanza } from "../../support/image.ts";
import { file, symlink } from "../../support/tar.ts";
import {
  databaseSteps,
  debianSteps,
  originGaps,
  originsOf,
  STATUS,
  status,
  stepOfEach,
} from "./debian-steps.ts";

describe("a state that cannot be read", () => {
  const cut = file(STATUS, debStanza("a") + debStanza("b").slice(0, -4));

  it("leaves open where packages come from that it may have held, and nothing else", async () => {
    const layers = [[status("a", "b", "c")], [cut], [status("a", "b", "c")], [status("a", "b", "c", "d")]];
    const inventory = await originsOf(debianSteps(...layers));
    expect(stepOfEach(inventory)).toEqual({ a: 0, b: undefined, c: undefined, d: 3 });
    expect(originGaps(inventory)).toEqual([`origins.unreadable /${STATUS}`]);
    expect(inventory.gaps.find(({ code }) => code.startsWith("origins."))?.reason).toMatch(
      /^As of step 1 .* Line \d+: the file ends within a line/,
    );
  });

  it("is a gap for a rule that asks", async () => {
    const layers = [[status("a", "c")], [cut], [status("a", "c")]];
    expect(originGaps(await originsOf(debianSteps(...layers), true))).toEqual([
      `origins.unreadable /${STATUS} packages`,
    ]);
  });

  it("is no gap where it hides no origin", async () => {
    const inventory = await originsOf(debianSteps([status("a")], [cut], [status("a")]));
    expect(stepOfEach(inventory)).toEqual({ a: 0 });
    expect(originGaps(inventory)).toEqual([]);
  });

  it("may be one with a link that leads in a circle", async () => {
    const inventory = await originsOf(debianSteps([status("a")], [symlink(STATUS, "status")], [status("a")]));
    expect(stepOfEach(inventory)).toEqual({ a: undefined });
    expect(databaseSteps(inventory)).toEqual({ [`/${STATUS}`]: undefined });
    expect(originGaps(inventory)).toEqual([`origins.unreadable /${STATUS}`]);
  });

  it("casts no doubt on packages of another kind", async () => {
    const layers = [
      [status("a")],
      [file("lib/apk/db/installed", "P:x")],
      [file("lib/apk/db/installed", apkStanza("x"))],
    ];
    const inventory = await originsOf(debianSteps(...layers));
    expect(stepOfEach(inventory)).toEqual({ a: 0, "x 1.0-r0:x86_64": undefined });
  });

  it("is none where only a value is odd", async () => {
    const odd = debStanza("odd", "x:1");
    const inventory = await originsOf(debianSteps([file(STATUS, odd)], [file(STATUS, odd + debStanza("a"))]));
    expect(stepOfEach(inventory)).toEqual({ a: 1, "odd x:1:amd64": 0 });
  });
});

describe("where there is nothing to tell by", () => {
  it("a history that does not fit the layers leaves out the instructions, which is told", async () => {
    const image = await imageBySteps([{ members: [status("a")] }]);
    const gap = { code: "layers.history", by: "x", reason: "It does not fit.", affects: ["layers"] } as const;
    const inventory = await takeInventory({ ...image, gaps: [gap] }, "all");
    expect(originGaps(await withOrigins(inventory, image, true))).toEqual(["origins.history packages"]);
  });

  it("instructions that would swell the inventory are left out, which is told", async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `p${index}`);
    const image = await imageBySteps([{ createdBy: "x".repeat(20_000), members: [status(...names)] }]);
    const inventory = await withOrigins(await takeInventory(image, "all"), image, true);
    expect(inventory.packages[0]?.introducedIn).toEqual({ layer: 0 });
    expect(originGaps(inventory)).toEqual(["origins.limit packages"]);
  });

  it("a folder has no origins, and a gap only for a rule that asks", async () => {
    const { history: _, ...image } = await imageBySteps(debianSteps([status("a")]));
    const inventory = await takeInventory(image, "all");
    expect(await withOrigins(inventory, image, false)).toEqual(inventory);
    expect(originGaps(await withOrigins(inventory, image, true))).toEqual(["origins.no-layers packages"]);
  });

  it("packages that no layer holds have no origin, and that is told", async () => {
    const image = await imageBySteps(debianSteps([status("a")]));
    const other = await imageBySteps(debianSteps([status("a", "b")]));
    const inventory = await withOrigins(await takeInventory(other, "all"), image, true);
    expect(stepOfEach(inventory)).toEqual({ a: 0, b: undefined });
    expect(originGaps(inventory)).toEqual(["origins.mismatch packages"]);
  });
});

/** The image, and which of its states were looked at, by their steps. */
function counted(image: OpenImage): { readonly image: OpenImage; readonly looked: number[] } {
  const looked: number[] = [];
  const { history } = image;
  if (history === undefined) throw new Error("an image by steps has a history");
  const states = async (): Promise<readonly { layer: number; files: OpenImage["files"] }[]> =>
    (await history.states()).map(({ layer, files }) => ({
      layer,
      files: {
        ...files,
        readFile: (path) => {
          if (!looked.includes(layer)) looked.push(layer);
          return files.readFile(path);
        },
      },
    }));
  return { image: { ...image, history: { ...history, states } }, looked };
}

describe("the states below", () => {
  it("are not looked at where nothing is left to find", async () => {
    const { image, looked } = counted(
      await imageBySteps(debianSteps([file("a")], [file("b")], [status("a")], [file("c")])),
    );
    await withOrigins(await takeInventory(image, "all"), image, false);
    expect(looked).toEqual([3, 2, 1]);
  });
});
