import { describe, expect, it, vi } from "vitest";
import type * as Limits from "../../src/limits.ts";
import type { Cataloger } from "../../src/catalogers/cataloger.ts";
import { runCataloger } from "../../src/inventory/databases.ts";
import { takeInventory } from "../../src/inventory/take.ts";
import { apkStanza, debianFiles, debStanza, imageOf } from "../support/image.ts";
import { file } from "../support/tar.ts";

vi.mock("../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return { LIMITS: { ...LIMITS, packages: 3 } };
});

const failing: Cataloger = {
  name: "failing",
  type: "deb",
  files: ["/a", "/b"],
  directories: [],
  parse: ({ path }) => {
    if (path === "/a") throw new RangeError("too deep");
    return { packages: [{ name: "x", version: "1" }], problems: [] };
  },
};

describe("a database", () => {
  it("whose parser fails is a gap, and the others are read all the same", async () => {
    const { files } = await imageOf([[file("a", "1"), file("b", "2")]]);
    expect(await runCataloger(failing, files)).toMatchObject({
      sightings: [{ path: "/b", found: { type: "deb", name: "x" } }],
      gaps: [
        { code: "packages.unreadable", by: "failing", path: "/a", reason: "Its parser failed: too deep" },
      ],
    });
  });

  it("and another hold together no more packages than any image has, or that is told", async () => {
    const two = [
      ...debianFiles(debStanza("a") + debStanza("b")),
      file("lib/apk/db/installed", apkStanza("c") + apkStanza("d")),
    ];
    const { packages, gaps } = await takeInventory(await imageOf([two]), "all");
    expect(packages.map(({ name }) => name)).toEqual(["c", "a", "b"]);
    expect(gaps.map(({ code }) => code)).toEqual(["packages.limit"]);
  });
});
