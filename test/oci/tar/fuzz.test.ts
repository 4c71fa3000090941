import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../../src/model/error.ts";
import { failure, read } from "../../support/read-tar.ts";
import { directory, file, gnuLong, hardlink, pax, symlink, tarHeader, tarMember } from "../../support/tar.ts";

describe("for any bytes", () => {
  const seed = 20260902;
  const block = fc.oneof(
    fc
      .constantFrom(
        file("a", "x"),
        directory("b/"),
        symlink("c", "a"),
        hardlink("d", "a"),
        pax({ path: "p" }),
        gnuLong("L", "l"),
      )
      .map(tarMember),
    fc
      .record({
        name: fc.string({ maxLength: 20 }),
        type: fc.string({ unit: "binary-ascii", maxLength: 1 }),
        size: fc.nat(5000),
      })
      .map(tarHeader),
    fc.uint8Array({ maxLength: 600 }),
    fc.constant(Buffer.alloc(512)),
  );

  it("reading ends, with members or with a declared error", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { maxLength: 12 }),
        fc.integer({ min: 1, max: 2000 }),
        async (blocks, chunk) => {
          try {
            await read(Buffer.concat(blocks), chunk);
          } catch (error) {
            expect(error).toBeInstanceOf(LumogateError);
          }
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it("members that stand before the damage are read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 6 }), async (blocks) => {
        const bytes = Buffer.concat([
          tarMember(file("first", "1")),
          tarMember(file("second", "2")),
          ...blocks,
        ]);
        const { code, before } = await failure(bytes);
        expect(code === "none" || code.startsWith("tar.")).toBe(true);
        expect(before.slice(0, 2)).toEqual(["first", "second"]);
      }),
      { seed, numRuns: 300 },
    );
  });
});
