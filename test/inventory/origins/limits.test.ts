import { expect, it, vi } from "vitest";
import type * as Limits from "../../../src/limits.ts";
import { debStanza } from "../../support/image.ts";
import {
  databaseSteps,
  debianSteps,
  originGaps,
  originsOf,
  STATUS,
  status,
  stepOfEach,
} from "./debian-steps.ts";

const ONE = debStanza("a").length;

vi.mock("../../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return { LIMITS: { ...LIMITS, originsBytes: 600 } };
});

it("no more bytes of databases are parsed than the limit says, and what is open then is a gap", async () => {
  // The whole image and the state below it fit, those further down do not.
  const layers = [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]].map((names) => [
    status(...names),
  ]);
  expect(4 * ONE + 3 * ONE).toBeLessThanOrEqual(600);
  expect(4 * ONE + 3 * ONE + 2 * ONE).toBeGreaterThan(600);
  const inventory = await originsOf(debianSteps(...layers), true);
  expect(stepOfEach(inventory)).toEqual({ a: undefined, b: undefined, c: undefined, d: 3 });
  expect(databaseSteps(inventory)).toEqual({ [`/${STATUS}`]: 3 });
  expect(originGaps(inventory)).toEqual([`origins.unreadable /${STATUS} packages`]);
  expect(inventory.gaps.find(({ code }) => code.startsWith("origins."))?.reason).toContain(
    "limit originsBytes",
  );
});
