import { describe, expect, it, vi } from "vitest";
import type * as Limits from "../../src/limits.ts";
import { apk } from "../../src/catalogers/systems/apk.ts";
import { dpkg } from "../../src/catalogers/systems/dpkg.ts";
import { apkStanza, debStanza } from "../support/image.ts";

vi.mock("../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return { LIMITS: { ...LIMITS, packages: 3 } };
});

describe("a database of more packages than any image has", () => {
  it.each([
    { cataloger: dpkg, stanza: debStanza },
    { cataloger: apk, stanza: apkStanza },
  ])("is read up to the limit, which is told: $cataloger.name", ({ cataloger, stanza }) => {
    const bytes = (count: number): Buffer =>
      Buffer.from(Array.from({ length: count }, (_, at) => stanza(`p${at}`)).join(""));
    expect(cataloger.parse({ path: "/db", bytes: bytes(3) })).toMatchObject({
      packages: [{}, {}, {}],
      problems: [],
    });
    const { packages, problems } = cataloger.parse({ path: "/db", bytes: bytes(5) });
    expect(packages.map(({ name }) => name)).toEqual(["p0", "p1", "p2"]);
    expect(problems.map(({ code }) => code)).toEqual(["limit"]);
  });
});
