import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordCataloger } from "../../../src/catalogers/cataloger.ts";
import { conda } from "../../../src/catalogers/languages/conda.ts";
import { node } from "../../../src/catalogers/languages/node.ts";
import { python } from "../../../src/catalogers/languages/python.ts";
import { ruby } from "../../../src/catalogers/languages/ruby.ts";

interface Sample {
  readonly cataloger: RecordCataloger;
  readonly path: string;
  readonly text: string;
  /** Whether the path tells the version too. */
  readonly isVersionInPath: boolean;
}

/** A record of the package `some-name` 1.2.3 for each cataloger. */
const SAMPLES: readonly Sample[] = [
  {
    cataloger: python,
    path: "/usr/lib/python3/site-packages/some_name-1.2.3.dist-info/METADATA",
    text: "Metadata-Version: 2.1\nName: some-name\nVersion: 1.2.3\nAuthor: A\n\nLong\n",
    isVersionInPath: true,
  },
  {
    cataloger: conda,
    path: "/opt/conda/conda-meta/some-name-1.2.3-0.json",
    text: '{"name": "some-name", "version": "1.2.3", "build": "0", "license": "MIT"}',
    isVersionInPath: true,
  },
  {
    cataloger: node,
    path: "/app/node_modules/some-name/package.json",
    text: '{"name": "some-name", "version": "1.2.3", "license": "MIT"}',
    isVersionInPath: false,
  },
  {
    cataloger: ruby,
    path: "/gems/specifications/some-name-1.2.3.gemspec",
    text: '# -*- encoding: utf-8 -*-\n# stub: some-name 1.2.3 ruby lib\n\nGem::Specification.new do |s|\n  s.name = "some-name".freeze\n  s.version = "1.2.3".freeze\n  s.authors = ["A\\u00FC".freeze]\nend\n',
    isVersionInPath: true,
  },
];

const seed = 20261121;

describe.each(SAMPLES.map((sample) => ({ ...sample, name: sample.cataloger.name })))("$name", (sample) => {
  const { cataloger, path, text, isVersionInPath } = sample;
  const bytes = Buffer.from(text);
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.json().map((json) => Buffer.from(json)),
    fc
      .array(fc.constantFrom(...text.split("\n"), "", "\\", '"', "#{", "\u00FC", "\0"), { maxLength: 40 })
      .map((lines) => Buffer.from(lines.join("\n"))),
  );

  it("throws for nothing, and answers in plain JSON and sentences", () => {
    fc.assert(
      fc.property(anything, (content) => {
        const found = cataloger.parse({ path, bytes: content });
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        for (const { name, version } of found.packages)
          expect([name === "", typeof version]).toEqual([false, "string"]);
        for (const { reason } of found.problems) expect(reason).toMatch(/\.$/);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("loses no package where the record is cut, and tells no other version", () => {
    for (let length = 0; length <= bytes.length; length += 1) {
      const { packages, problems } = cataloger.parse({ path, bytes: bytes.subarray(0, length) });
      expect(packages.map(({ name }) => name.replace("_", "-"))).toEqual(["some-name"]);
      const isKnown = isVersionInPath || problems.length === 0;
      expect([length, packages[0]?.version]).toEqual([length, isKnown ? "1.2.3" : ""]);
    }
  });

  it("loses no package where bytes of the record are damaged", () => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(flips, (changes) => {
        const damaged = Uint8Array.from(bytes);
        for (const [at, byte] of changes) damaged[at] = byte;
        expect(cataloger.parse({ path, bytes: damaged }).packages).toHaveLength(1);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it("answers at once, whatever the path is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...path.split("/"), "..", "@", ".x-1", ""), { maxLength: 300 }),
        (names) => {
          const { packages } = cataloger.parse({ path: `/${names.join("/")}`, bytes });
          expect(packages.length).toBeLessThan(2);
        },
      ),
      { seed },
    );
  });
});

describe("a record made to keep us busy", () => {
  const MEGABYTE = 2 ** 20;
  const lines = (line: string): string => line.repeat(Math.ceil((8 * MEGABYTE) / line.length));

  it.each([
    ["headers", SAMPLES[0], lines("a:\n")],
    ["one header", SAMPLES[0], lines("x")],
    ["a header that goes on", SAMPLES[0], `Name:${lines(" \n ")}`],
    ["classifiers", SAMPLES[0], lines("Classifier: License :: x\n")],
    ["brackets", SAMPLES[2], lines("[")],
    ["keys", SAMPLES[2], `{${lines('"a":1,')}"b":1}`],
    ["licences", SAMPLES[2], `{"license":[${lines('"a",')}"b"]}`],
    ["assignments", SAMPLES[3], lines("s.name = x\n")],
    ["a string without an end", SAMPLES[3], `s.name = "${lines("\\\\")}`],
    ["a list without an end", SAMPLES[3], `s.authors = [${lines('"a", ')}`],
    ["blanks", SAMPLES[3], lines("  ")],
  ])("takes no time: %s", (_, sample, text) => {
    const content = Buffer.from(text);
    const started = performance.now();
    const found = sample?.cataloger.parse({ path: sample.path, bytes: content });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(JSON.stringify(found).length).toBeLessThan(200_000);
  });
});

it("reads 3,000 manifests in less than 300 ms", () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`./lib/file-${index}.js`, "x".repeat(20)]),
  );
  const content = Buffer.from(
    JSON.stringify({ name: "a", version: "1.0.0", license: "MIT", exports: files }),
  );
  const parseAll = (): number => {
    const started = performance.now();
    for (let index = 0; index < 3000; index += 1)
      node.parse({ path: `/app/node_modules/a${index}/package.json`, bytes: content });
    return performance.now() - started;
  };
  expect(Math.min(parseAll(), parseAll(), parseAll())).toBeLessThan(300);
});
