import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Package } from "../../src/model/inventory.ts";
import { anyPackage, fullInventory, readObject, WRITERS } from "../support/sboms.ts";
import { anInventory, aPackage } from "../support/report.ts";

/** In one order of keys, so that what is compared are fields. */
function fieldsOf(packages: readonly Package[]): unknown[] {
  return packages.map((one) => Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.each(Object.entries(WRITERS))("%s, written and read back,", (format, write) => {
  test("has the same packages, whatever is in them", () => {
    const same = fc.property(fc.array(anyPackage, { maxLength: 5 }), (packages) => {
      expect(fieldsOf(readObject(write(fullInventory(packages))).packages)).toEqual(fieldsOf(packages));
    });
    fc.assert(same, { seed: 20260401, numRuns: 300 });
  });

  test("has the same image, system, databases, files and gaps", () => {
    const inventory = fullInventory([aPackage("bash", "5.2-1")]);
    const { format: said, image, os, own, problems } = readObject(write(inventory));
    expect(said).toBe(format);
    expect(image).toEqual(inventory.image);
    expect(os).toEqual(inventory.os);
    expect(own).toEqual({
      scope: "all",
      databases: inventory.databases,
      files: inventory.files,
      gaps: inventory.gaps,
    });
    expect(problems.map(({ code }) => code)).toEqual(["incomplete"]);
  });

  test("says neither that nobody looked for files where nobody found any, nor the other way round", () => {
    expect(readObject(write(anInventory({ files: [] }))).own?.files).toEqual([]);
    const { files: _, ...without } = anInventory();
    expect(readObject(write(without)).own).not.toHaveProperty("files");
  });

  test("is the same bytes for the same image, and another document for another", () => {
    const [bash, same, other] = ["5.2-1", "5.2-1", "5.2-2"].map((version) =>
      JSON.stringify(write(fullInventory([aPackage("bash", version)]))),
    );
    expect(bash).toBe(same);
    const number = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
    expect(number.exec(bash ?? "")?.[0]).not.toBe(number.exec(other ?? "")?.[0]);
  });

  test("takes seconds for 10,000 packages", () => {
    const packages = fc.sample(anyPackage, { seed: 20260402, numRuns: 10_000 });
    const start = performance.now();
    expect(readObject(write(fullInventory(packages))).packages).toHaveLength(packages.length);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
