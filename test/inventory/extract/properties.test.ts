import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileCataloger } from "../../../src/catalogers/cataloger.ts";
import { FILE_CATALOGERS } from "../../../src/catalogers/in-files.ts";
import { everythingExtracted, extractorFor } from "../../../src/inventory/extract/extract.ts";
import { LIMITS } from "../../../src/limits.ts";
import type { FileFacts } from "../../../src/model/file-facts.ts";
import { isPackageType } from "../../../src/model/package-types.ts";
import { seen } from "./extracting.ts";

const seed = 20261121;

/** A path that a glob asks for, with whatever names in place of its wildcards. */
function pathFor(glob: string): fc.Arbitrary<string> {
  const name = fc.stringMatching(/^[a-z0-9.\-_ ]{1,8}$/);
  const parts = glob.split(/(\{[^{}]*\}|\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === "**/") return fc.constantFrom("", "usr/", "opt/x.dist-info/", "a/b/");
    if (part === "**" || part === "*") return name;
    if (part === "?") return fc.constantFrom("1", "x");
    return part.startsWith("{") ? fc.constantFrom(...part.slice(1, -1).split(",")) : fc.constant(part);
  });
  return fc.tuple(...parts).map((texts) => texts.join(""));
}

/** Text that looks like a record, or almost; bytes; what nests deeply, or goes on for long. */
const content: fc.Arbitrary<Buffer> = fc
  .oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.json({ maxDepth: 4 }),
    fc
      .dictionary(
        fc.constantFrom(
          "name",
          "version",
          "packages",
          "targets",
          "libraries",
          "bomFormat",
          "license",
          "author",
        ),
        fc.oneof(fc.string(), fc.jsonValue()),
      )
      .map((value) => JSON.stringify(value)),
    fc
      .array(
        fc.constantFrom(
          "Name: a",
          "Version: 1",
          "Package: a",
          '{application, a, [{vsn, "1"}]}.',
          "<a>",
          's:1:"a";',
          "{",
          "",
          " x",
        ),
        { maxLength: 40 },
      )
      .map((lines) => lines.join("\n")),
    fc
      .integer({ min: 1, max: 60_000 })
      .chain((times) =>
        fc
          .constantFrom("[", '{"a":', "(", "<a>", "a:1:{", "{{", " ", '"', "\\")
          .map((text) => text.repeat(times)),
      ),
  )
  .map((data) => Buffer.from(data as string));

function contentFor({ magics = [] }: FileCataloger): fc.Arbitrary<Buffer> {
  if (magics.length === 0) return content;
  return fc.tuple(fc.constantFrom(...magics), content).map((parts) => Buffer.concat(parts));
}

describe.each(FILE_CATALOGERS.map((cataloger) => ({ cataloger, name: cataloger.name })))(
  "$name",
  ({ cataloger }) => {
    const file = fc.tuple(fc.constantFrom(...cataloger.globs).chain(pathFor), contentFor(cataloger));

    it("is asked about every file that its globs mean, and answers whatever is in it", async () => {
      const extractor = everythingExtracted([cataloger]);
      await fc.assert(
        fc.asyncProperty(file, async ([path, bytes]) => {
          const [passing, all] = seen(path, bytes);
          expect([path, extractor.claims(passing)]).toEqual([path, true]);
          const start = performance.now();
          const kept = await extractor.extract(passing, all);
          expect(performance.now() - start).toBeLessThan(5_000);
          expect(kept?.length ?? 0).toBeLessThan(LIMITS.factsBytes);
          const facts = kept === undefined ? {} : (JSON.parse(Buffer.from(kept).toString()) as FileFacts);
          for (const { packages, problems } of facts.found ?? []) {
            // Whoever throws is told so by the runner.
            expect(problems.filter(({ reason }) => reason.startsWith("Its parser failed"))).toEqual([]);
            for (const { type, name } of packages)
              expect([isPackageType(type), name !== ""]).toEqual([true, true]);
            for (const { code, reason } of problems)
              expect([code, /^[a-z-]+$/.test(code), reason.trim() !== ""]).toEqual([code, true, true]);
          }
        }),
        { seed, numRuns: 40 },
      );
    }, 120_000);
  },
);

describe("the register of catalogers of files", () => {
  it("has each name once", () => {
    const names = FILE_CATALOGERS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has globs of the grammar that there is, and none with a slash in front", () => {
    const odd = FILE_CATALOGERS.flatMap(({ globs }) => globs).filter((glob) =>
      /^\/|[[\]!\\()]|\*\*[^/]|[^/{,]\*\*/.test(glob),
    );
    expect(odd).toEqual([]);
  });

  it("costs next to nothing for files that nobody asks for", () => {
    const extractor = extractorFor("all");
    const [{ head }] = seen("x", "var x = 1;\n".repeat(100));
    const paths = Array.from(
      { length: 60_000 },
      (_, at) => `usr/lib/node_modules/p${at % 500}/lib/s${at % 7}/f${at}.js`,
    );
    const start = process.cpuUsage().user;
    for (const path of paths) extractor.claims({ path, mode: 0o644, size: head.length, head });
    // 30 ms once it is compiled.
    expect((process.cpuUsage().user - start) / 1000).toBeLessThan(400);
  });
});
