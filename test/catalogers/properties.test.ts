import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CATALOGERS } from "../../src/catalogers/index.ts";

/** Text that looks like a database: lines of the grammar, of almost the grammar, and of bytes. */
const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "Package: a",
      "Status: install ok installed",
      "Version: 1:2-3",
      "P:a",
      "V:1-r0",
      "F:usr",
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "",
      " ",
      "\t",
      " x",
      "\r",
      ":",
      "P",
      "P:",
      "Package",
      "Status: x y",
      "Version:",
      "\0",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);
const text = fc.array(line, { maxLength: 60 }).map((lines) => Buffer.from(lines.join("\n")));
const anything = fc.oneof(text, fc.uint8Array({ maxLength: 2000 }));

const seed = 20260901;

/** Those of a binary format have tests of their own. */
const TEXTS = CATALOGERS.filter(({ hasBlankLines }) => hasBlankLines === true);

describe.each(TEXTS.map((cataloger) => ({ cataloger, name: cataloger.name })))("$name", ({ cataloger }) => {
  const intact = (name: string): string =>
    cataloger.type === "apk"
      ? `P:${name}\nV:1.0-r0\nA:x86_64\n\n`
      : `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n\n`;

  it("throws for no input, and always answers in its own terms", () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const { packages, problems } = cataloger.parse({ path: "/db", bytes });
        for (const { name, version, epoch } of packages) {
          expect(name).not.toBe("");
          expect(typeof version).toBe("string");
          expect(Number.isSafeInteger(epoch ?? 0)).toBe(true);
        }
        for (const { code, reason } of problems) expect([code, reason.endsWith(".")]).toEqual([code, true]);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("keeps every package that stands before the damage", () => {
    fc.assert(
      fc.property(anything, (damage) => {
        const bytes = Buffer.concat([Buffer.from(intact("first") + intact("second")), damage]);
        const found = cataloger.parse({ path: "/db", bytes }).packages.map(({ name }) => name);
        expect(found.slice(0, 2)).toEqual(["first", "second"]);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("never says that all is well with a file that was cut within a line", () => {
    const whole = intact("first") + intact("second");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        const cut = whole.slice(0, length);
        fc.pre(!cut.endsWith("\n"));
        const { problems } = cataloger.parse({ path: "/db", bytes: Buffer.from(cut) });
        expect(problems.map(({ code }) => code)).toContain("truncated");
      }),
      { seed },
    );
  });
});
