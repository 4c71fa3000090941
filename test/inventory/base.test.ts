import { describe, expect, it } from "vitest";
import { withBase } from "../../src/inventory/base.ts";
import type { BaseImage, Inventory, Layer } from "../../src/model/inventory.ts";
import { diffIdOf } from "../support/history.ts";
import { anInventory, aPackage } from "../support/report.ts";

const DIGEST = `sha256:${"d1".repeat(32)}`;

/** Steps with layers of these diff IDs; `-` made none. */
function steps(...ids: readonly (number | "-")[]): Layer[] {
  return ids.map((id, index) =>
    id === "-" ? { index, empty: true } : { index, diffId: diffIdOf(id), empty: false },
  );
}

function based(
  layers: readonly Layer[],
  on: readonly Layer[],
  given?: BaseImage,
  isNeeded = false,
): Inventory {
  const packages = [
    aPackage("lowest", "1", { introducedIn: { layer: 0 } }),
    aPackage("last-of-base", "1", { introducedIn: { layer: 2 } }),
    aPackage("own", "1", { introducedIn: { layer: 4 } }),
    aPackage("unknown", "1"),
  ];
  const inventory = anInventory({ packages, layers }, given === undefined ? {} : { base: given });
  const identity = { reference: "debian@x", digest: DIGEST, repoTags: [], repoDigests: [] };
  return withBase(inventory, { reference: "debian:12", image: { identity, layers: on } }, isNeeded);
}

describe("a base that the user names", () => {
  it("is checked layer by layer, and tells which packages it brought", () => {
    const { image, packages } = based(steps(0, "-", 1, "-", 2), steps(0, 1, "-"));
    expect(image.base).toEqual({ reference: "debian:12", digest: DIGEST, by: "user", layers: 2, total: 2 });
    expect(packages.map(({ name, fromBase }) => [name, fromBase])).toEqual([
      ["lowest", true],
      ["last-of-base", true],
      ["own", false],
      ["unknown", undefined],
    ]);
  });

  it("takes the place of the one that the image's annotation names", () => {
    const claimed = { reference: "debian:11", by: "annotation" } as const;
    expect(based(steps(0, "-", 1, "-", 2), steps(0), claimed).image.base?.reference).toBe("debian:12");
  });

  it("may be the whole image", () => {
    expect(based(steps(0, 1, 2, 3, 4), steps(0, 1, 2, 3, 4)).packages[2]?.fromBase).toBe(true);
  });

  it.each([
    ["another layer", steps(0, 1, 2), steps(0, 7), { layers: 1, total: 2 }],
    ["more layers", steps(0), steps(0, 1, 2), { layers: 1, total: 3 }],
    ["the same layers in another order", steps(0, 1), steps(1, 0), { layers: 0, total: 2 }],
  ])("is no base where it has %s: how much of it is there is recorded", (_what, own, theirs, counts) => {
    const { image, packages, gaps } = based(own, theirs);
    expect(image.base).toMatchObject({ reference: "debian:12", ...counts });
    expect(packages.map(({ fromBase }) => fromBase)).toEqual([undefined, undefined, undefined, undefined]);
    expect(gaps).toEqual([]);
  });

  it("that is none is a gap for a rule that asks which packages it brought", () => {
    const { gaps } = based(steps(0, 1), steps(0, 7), undefined, true);
    expect(gaps).toEqual([expect.objectContaining({ code: "origins.base-mismatch", affects: ["packages"] })]);
    expect(gaps[0]?.reason).toContain("only 1 of the 2 layers of debian:12");
    expect(based(steps(0, 7, 1), steps(0, 7), undefined, true).gaps).toEqual([]);
  });

  it("is refused where it or the image has no layers", () => {
    expect(() => based(steps(0), steps("-"))).toThrow("debian:12 has no layers");
    expect(() => based([], steps(0))).toThrow("acme/shop:1.4.2 has no layers");
  });
});

describe("without a base", () => {
  const claimed = anInventory({}, { base: { reference: "debian:11", digest: DIGEST, by: "annotation" } });

  it("nothing is said of packages, whatever an annotation says", () => {
    expect(withBase(claimed, undefined, false)).toBe(claimed);
  });

  it("there is no gap where there are no layers either: that is one already", () => {
    const folder = anInventory({ layers: [] });
    expect(withBase(folder, undefined, true)).toBe(folder);
  });

  it("there is a gap for a rule that asks", () => {
    expect(withBase(claimed, undefined, true).gaps).toEqual([
      expect.objectContaining({ code: "origins.no-base", affects: ["packages"] }),
    ]);
  });
});
