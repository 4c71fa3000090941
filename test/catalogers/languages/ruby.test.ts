import { describe, expect, it } from "vitest";
import { ruby } from "../../../src/catalogers/languages/ruby.ts";

const FOLDER = "/usr/lib/ruby/gems/3.1.0/specifications";

function parse(text: string, path = `${FOLDER}/rack-2.2.4.gemspec`) {
  return ruby.parse({ path, bytes: Buffer.from(text) });
}

const written = (stub: string, assignments = "") =>
  `# -*- encoding: utf-8 -*-\n# stub: ${stub}\n\nGem::Specification.new do |s|\n${assignments}end\n`;

const hand = (...assignments: readonly string[]) =>
  `Gem::Specification.new do |spec|\n${assignments.map((line) => `  spec.${line}\n`).join("")}end\n`;

describe("a gemspec that RubyGems wrote", () => {
  it("says in its second line what gem list tells", () => {
    const text = written("rack 2.2.4 ruby lib", '  s.name = "other".freeze\n  s.version = "9".freeze\n');
    expect(parse(text)).toEqual({
      packages: [{ type: "gem", name: "rack", version: "2.2.4" }],
      problems: [],
    });
  });

  it("may be for one platform", () => {
    expect(parse(written("nokogiri 1.16.0 x86_64-linux lib\0ext")).packages).toEqual([
      {
        type: "gem",
        name: "nokogiri",
        version: "1.16.0",
        arch: "x86_64-linux",
        purl: "pkg:gem/nokogiri@1.16.0?platform=x86_64-linux",
      },
    ]);
  });

  it("has strings as Ruby dumps them", () => {
    const text = written(
      "a 1 ruby lib",
      '  s.authors = ["J\\u00FCrgen".freeze, "\\u{1F48E} \\"x\\" \\\\".freeze]\n  s.licenses = ["MIT".freeze, "Ruby".freeze]\n',
    );
    expect(parse(text).packages).toMatchObject([
      { maintainer: 'Jürgen, \u{1F48E} "x" \\', licenses: ["MIT", "Ruby"] },
    ]);
  });

  it("is told by the rest of it where its second line is cut off", () => {
    const rack = [{ type: "gem", name: "rack", version: "2.2.4" }];
    expect(parse("# -*- encoding: utf-8 -*-\n# stub: rack 2.").packages).toEqual(rack);
    expect(parse("# -*- encoding: utf-8 -*-\n# stub: rack 2.2.4 ru").packages).toEqual(rack);
  });
});

describe("a gemspec that a person wrote", () => {
  it.each([
    [hand('name = "rack"', "version = '2.2.4'"), "rack", "2.2.4"],
    [hand('name    = "rack".freeze # comment', 'version="9.9".freeze'), "rack", "9.9"],
    [hand('name = "rack"\r', 'version = "9.9"\r'), "rack", "9.9"],
    [hand('name = "rack"', "version = Rack::VERSION"), "rack", "2.2.4"],
    [hand('name = "ra#{1}ck"', 'version = File.read("VERSION")'), "rack", "2.2.4"],
    [hand('name = "rack" + suffix', 'version = "1" + "2"'), "rack", "2.2.4"],
    [hand('# name = "other"', '#version = "1"'), "rack", "2.2.4"],
  ])("is read where it is plain, and else known by its file: %j", (text, name, version) => {
    expect(parse(text)).toEqual({ packages: [{ type: "gem", name, version }], problems: [] });
  });

  it.each([
    ['platform = "java"', "java"],
    ['platform = Gem::Platform.new(["x86_64", "linux", nil])', "x86_64-linux"],
    ["platform = Gem::Platform::RUBY", undefined],
  ])("may name a platform: %s", (line, arch) => {
    expect(parse(hand(line, 'version = "2.2.4"')).packages[0]?.arch).toBe(arch);
  });

  it("may have one licence and one author", () => {
    expect(parse(hand('license = "MIT"', "author = 'A'")).packages).toMatchObject([
      { licenses: ["MIT"], maintainer: "A" },
    ]);
  });
});

function named(fileName: string, text = hand()): string[] {
  return parse(text, `${FOLDER}/default/${fileName}.gemspec`).packages.map(
    ({ name, version, arch }) => `${name} ${version} ${arch ?? ""}`,
  );
}

describe("the name of a file", () => {
  it.each([
    ["net-http-0.2.0", "net-http 0.2.0 "],
    ["nokogiri-1.16.0-x86_64-linux", "nokogiri 1.16.0 x86_64-linux"],
    ["foo-1.0.0.pre.2-universal-darwin-20", "foo 1.0.0.pre.2 universal-darwin-20"],
    ["odd", "odd  "],
  ])("tells name, version and platform: %s", (fileName, expected) => {
    expect(named(fileName)).toEqual([expected]);
  });

  it("is told apart by a name that is known", () => {
    expect(named("native-2-thing-2.10-java", hand('name = "native-2-thing"'))).toEqual([
      "native-2-thing 2.10 java",
    ]);
  });

  it("tells of a gemspec that is damaged, and something may be missing", () => {
    const found = parse("\0\0\0\0");
    expect(found.packages).toEqual([{ type: "gem", name: "rack", version: "2.2.4" }]);
    expect(found.problems.map(({ code }) => code)).toEqual(["malformed"]);
  });
});

it("says that a name or a version is none", () => {
  expect(parse(written("../x 1.0/2 ruby lib")).problems.map(({ code }) => code)).toEqual([
    "bad-name",
    "bad-version",
  ]);
});
