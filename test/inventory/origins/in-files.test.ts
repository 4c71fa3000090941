import { describe, expect, it } from "vitest";
import { withOrigins } from "../../../src/inventory/origins/origins.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import type { ImageHistory, OpenImage } from "../../../src/model/image.ts";
import type { Inventory } from "../../../src/model/inventory.ts";
import { imageBySteps } from "../../support/history.ts";
import { file, symlink, type TarMember } from "../../support/tar.ts";
import { databaseSteps, debianSteps, originGaps, originsOf, STATUS, status } from "./debian-steps.ts";

const APP = "app/node_modules/left-pad/package.json";
const OTHER = "opt/node_modules/left-pad/package.json";

function npm(path: string, version = "1.3.0"): TarMember {
  return file(path, JSON.stringify({ name: "left-pad", version }));
}

function stepsOfNpm({ packages }: Inventory): (number | undefined)[] {
  return packages.filter(({ type }) => type === "npm").map(({ introducedIn }) => introducedIn?.layer);
}

describe("a package in files belongs to the step since which it is there without a break:", () => {
  it.each<[string, (readonly TarMember[])[], number, Record<string, number>]>([
    ["installed", [[status("a")], [npm(APP)], [file("x")]], 1, { [`/${APP}`]: 1 }],
    ["upgraded", [[status("a"), npm(APP, "1.2.0")], [npm(APP)]], 1, { [`/${APP}`]: 1 }],
    [
      "removed, and installed again",
      [[status("a"), npm(APP)], [file("app/node_modules/.wh.left-pad")], [npm(APP)]],
      2,
      { [`/${APP}`]: 2 },
    ],
    ["merely written anew", [[status("a"), npm(APP)], [npm(APP)]], 0, { [`/${APP}`]: 0 }],
    [
      "copied to another place, too",
      [[status("a"), npm(APP)], [file("x")], [npm(OTHER)]],
      0,
      { [`/${APP}`]: 0, [`/${OTHER}`]: 2 },
    ],
    [
      "moved, as if it were another",
      [
        [status("a"), npm(OTHER)],
        [npm(APP), file("opt/.wh.node_modules")],
      ],
      1,
      { [`/${APP}`]: 1 },
    ],
  ])("%s", async (_what, layers, step, files) => {
    const inventory = await originsOf(debianSteps(...layers));
    expect(stepsOfNpm(inventory)).toEqual([step]);
    expect(databaseSteps(inventory)).toMatchObject(files);
    expect(originGaps(inventory)).toEqual([]);
  });

  it("and that cannot be told where the file could not be read in between", async () => {
    const layers = [[status("a"), npm(APP)], [file(APP, '{"name": "left-pad", "ver')], [npm(APP)]];
    const inventory = await originsOf(debianSteps(...layers), true);
    expect(stepsOfNpm(inventory)).toEqual([undefined]);
    expect(originGaps(inventory)).toEqual([`origins.unreadable /${APP} packages`]);
  });

  it("and what was a link in between was not there", async () => {
    const layers = [[status("a"), npm(APP)], [symlink(APP, "/nowhere")], [npm(APP)]];
    expect(stepsOfNpm(await originsOf(debianSteps(...layers)))).toEqual([2]);
  });
});

/** With what states were asked for. */
async function located(subjects?: readonly string[]): Promise<[Inventory, unknown[]]> {
  const image = await imageBySteps(debianSteps([status("a")], [npm(APP)]));
  const asked: unknown[] = [];
  const { history } = image;
  if (history === undefined) throw new Error("an image of steps has a history");
  const observed: ImageHistory = {
    ...history,
    states: (options) => {
      asked.push(options);
      return history.states(options);
    },
  };
  const open: OpenImage = { ...image, history: observed };
  const about = subjects === undefined ? undefined : new Set(subjects);
  return [await withOrigins(await takeInventory(open, "all"), open, true, about), asked];
}

describe("whole trees of an image's states are asked for", () => {
  it("where somebody asks about all packages, and some stand in files", async () => {
    const [inventory, asked] = await located();
    expect(asked).toEqual([{ trees: true }]);
    expect(stepsOfNpm(inventory)).toEqual([1]);
  });

  it("where somebody asks about one that stands in a file", async () => {
    const [inventory, asked] = await located(["pkg:npm/left-pad@1.3.0"]);
    expect(asked).toEqual([{ trees: true }]);
    expect(stepsOfNpm(inventory)).toEqual([1]);
  });

  it("but not for one that stands in a database: then nothing is said of the others", async () => {
    const [inventory, asked] = await located(["pkg:deb/debian/a@1.0-1?arch=amd64&distro=debian-12"]);
    expect(asked).toEqual([{ trees: false }]);
    expect(stepsOfNpm(inventory)).toEqual([undefined]);
    expect(databaseSteps(inventory)).toEqual({ [`/${STATUS}`]: 0, [`/${APP}`]: undefined });
    expect(originGaps(inventory)).toEqual([]);
  });
});
