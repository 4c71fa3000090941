import { describe, expect, it } from "vitest";
import type { ContentCataloger, RecordCataloger } from "../../../src/catalogers/cataloger.ts";
import { everythingExtracted } from "../../../src/inventory/extract/extract.ts";
import { LIMITS } from "../../../src/limits.ts";
import type { Content } from "../../../src/model/content.ts";
import type { FileFacts } from "../../../src/model/file-facts.ts";
import { aPackage, factsOf, looker, record, seen } from "./extracting.ts";

describe("a cataloger's problem is", () => {
  it("that it threw, and those after it are asked all the same", async () => {
    const failing = record({
      name: "broken",
      parse: () => {
        throw new RangeError("of its own");
      },
    });
    expect(await factsOf([failing, record()], seen("package.json"))).toEqual({
      found: [
        {
          by: "broken",
          packages: [],
          problems: [{ code: "unreadable", reason: "Its parser failed: of its own" }],
        },
        { by: "npm", packages: [aPackage], problems: [] },
      ],
    });
  });

  it("that a record is too large to be had whole, which is not read then", async () => {
    const [file] = seen("package.json");
    const huge: Content = {
      size: LIMITS.recordBytes + 1,
      read: () => Promise.reject(new Error("is not read")),
      chunks: () => {
        throw new Error("is not read");
      },
    };
    const facts = await factsOf([record()], [{ ...file, size: huge.size }, huge]);
    expect(facts?.found).toEqual([
      {
        by: "npm",
        packages: [],
        problems: [{ code: "limit", reason: expect.stringContaining("recordBytes") }],
      },
    ]);
  });

  it.each<[string, ContentCataloger["inspect"]]>([
    [
      "reads",
      async ({ content }) => {
        for (;;) await content.read(0, content.size);
      },
    ],
    [
      "reads nothing",
      async ({ content }) => {
        for (;;) await content.read(content.size + 1, 1);
      },
    ],
    [
      "goes through it",
      async ({ content }) => {
        for (;;) for await (const _ of content.chunks()) continue;
      },
    ],
  ])("that it %s without an end", async (_what, inspect) => {
    const facts = await factsOf([looker(inspect)], seen("a.jar", Buffer.alloc(64 * 1024, 1)));
    expect(facts?.found?.[0]?.problems).toContainEqual({
      code: "limit",
      reason: expect.stringContaining("inspectedBytes"),
    });
  });

  it("that it read too much, also where it takes that for the file's end, and keeps what it found", async () => {
    const greedy = looker(async ({ content }) => {
      try {
        for (;;) await content.read(0, content.size);
      } catch {
        return { packages: [aPackage], problems: [] };
      }
    });
    expect((await factsOf([greedy], seen("a.jar", Buffer.alloc(65_536, 1))))?.found).toEqual([
      {
        by: "java",
        packages: [aPackage],
        problems: [{ code: "limit", reason: expect.stringContaining("inspectedBytes") }],
      },
    ]);
  });

  it("that the time for the file is up, for those after it as well", async () => {
    let clock = 0;
    const slow = looker(async ({ content }) => {
      await content.read(0, 1);
      clock += LIMITS.inspectMs + 1;
      await content.read(0, 1);
      return { packages: [aPackage], problems: [] };
    });
    const after = record({ globs: ["**/*.jar"] });
    const facts = await factsOf(
      everythingExtracted([slow, after], () => clock),
      seen("a.jar"),
    );
    expect(
      facts?.found?.map(({ by, packages, problems }) => [by, packages.length, problems.at(-1)?.code]),
    ).toEqual([
      ["java", 0, "limit"],
      ["npm", 0, "limit"],
    ]);
    expect(facts?.found?.[1]?.problems[0]?.reason).toContain("inspectMs");
  });
});

describe("of what one file yields, there are kept", () => {
  it("the first packages and problems, and that there were more", async () => {
    const packages = Array.from({ length: LIMITS.filePackages + 5 }, (_, index) => ({
      ...aPackage,
      name: `p${index}`,
    }));
    const problems = Array.from({ length: 1_000 }, () => ({ code: "malformed", reason: "r".repeat(10_000) }));
    const facts = await factsOf([record({ parse: () => ({ packages, problems }) })], seen("package.json"));
    const [found] = facts?.found ?? [];
    expect(found?.packages.at(-1)?.name).toBe(`p${LIMITS.filePackages - 1}`);
    expect(found?.problems[0]?.reason.length).toBeLessThanOrEqual(LIMITS.reasonChars + 1);
    expect(found?.problems.slice(-2).map(({ reason }) => reason)).toEqual([
      expect.stringContaining(`${1_000 - LIMITS.fileProblems} more`),
      expect.stringContaining("filePackages"),
    ]);
  });

  it("so many packages as fit, of all catalogers together", async () => {
    const packages = Array.from({ length: 1_000 }, (_, index) => ({
      ...aPackage,
      name: `${index} ${"\u00e9".repeat(3_000)}`,
    }));
    const parse: RecordCataloger["parse"] = () => ({ packages, problems: [] });
    const extractor = everythingExtracted([record({ parse }), record({ name: "again", parse })]);
    const bytes = await extractor.extract(...seen("package.json"));
    expect(bytes?.length).toBeLessThan(LIMITS.factsBytes + 100_000);
    const facts = JSON.parse(Buffer.from(bytes ?? []).toString()) as FileFacts;
    const [one, other] = facts.found ?? [];
    expect([one?.packages.length, one?.problems]).toEqual([1_000, []]);
    expect(other?.packages.length).toBeGreaterThan(0);
    expect(other?.packages).toEqual(packages.slice(0, other?.packages.length));
    expect(other?.problems).toEqual([{ code: "limit", reason: expect.stringContaining("factsBytes") }]);
  });
});
