import * as fc from "fast-check";
import { expect, test } from "vitest";
import { imageOf } from "../support/image.ts";
import { filesIn, temporaryFolder, unpack } from "../support/folder.ts";
import { directory, fifo, file, hardlink, symlink, type TarMember } from "../support/tar.ts";

const NAMES = ["a", "b", "c", "\xe9"];
const name = fc.constantFrom(...NAMES);
const place = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
const step = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 2, arbitrary: fc.constantFrom("..", ".", "") },
);
const target = fc
  .tuple(fc.constantFrom("", "", "/"), fc.array(step, { minLength: 1, maxLength: 4 }))
  .map(([start, steps]) => start + steps.join("/"))
  .filter((text) => text !== "");

const member = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(place, fc.string({ maxLength: 3 })).map(([at, content]) => file(at, content)),
  },
  { weight: 4, arbitrary: fc.tuple(place, target).map(([at, to]) => symlink(at, to)) },
  { weight: 1, arbitrary: fc.tuple(place, place).map(([at, to]) => hardlink(at, to)) },
  { weight: 1, arbitrary: place.map((at) => directory(at)) },
);

/** The members that can be put one after the other: each in directories only, where nothing is yet. */
function possible(members: readonly TarMember[]): TarMember[] {
  const taken = new Map<string, string>();
  return members.filter(({ name: at, type = "0", linkName = "" }) => {
    const above = at
      .split("/")
      .slice(0, -1)
      .map((_, depth, names) => names.slice(0, depth + 1).join("/"));
    if (taken.has(at) || above.some((each) => (taken.get(each) ?? "5") !== "5")) return false;
    if (type === "1" && !["0", "1"].includes(taken.get(linkName) ?? "")) return false;
    for (const each of above) taken.set(each, "5");
    taken.set(at, type);
    return true;
  });
}

const SETTINGS = { seed: 20_261_121, numRuns: 150 };

test("a folder answers as the tree of a tar that unpacks to it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(member, { maxLength: 14 }),
      fc.array(target, { maxLength: 4 }),
      async (any, asked) => {
        const members = [...possible(any), fifo("pipe")];
        const folder = temporaryFolder();
        unpack(folder, members);
        const [fromFolder, fromTar] = [await filesIn(folder), (await imageOf([members])).files];
        for (const at of [
          "/",
          "/pipe",
          ...members.map((each) => `/${each.name}`),
          ...asked.map((each) => `/${each}`),
        ]) {
          expect([at, await fromFolder.stat(at)]).toEqual([at, await fromTar.stat(at)]);
          expect([at, await fromFolder.readFile(at)]).toEqual([at, await fromTar.readFile(at)]);
          expect([at, await fromFolder.readDirectory(at)]).toEqual([at, await fromTar.readDirectory(at)]);
        }
      },
    ),
    SETTINGS,
  );
}, 60_000);
