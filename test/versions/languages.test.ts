import { describe, expect, it } from "vitest";
import { dottedNumbers } from "../../src/versions/dotted-numbers.ts";
import { maven } from "../../src/versions/maven.ts";
import { nuget } from "../../src/versions/nuget.ts";
import type { Ordering } from "../../src/versions/ordering.ts";
import { pep440 } from "../../src/versions/pep440.ts";
import { php } from "../../src/versions/php.ts";
import { rubygems } from "../../src/versions/rubygems.ts";
import { golang, pub, semver } from "../../src/versions/semver.ts";
import { fixturesAreAbsent } from "../support/fixtures.ts";
import { factsAreThere, holdAgainstFacts } from "./facts.ts";

/** Each list stands in its order; what is joined by "=" is the same version. */
const ORDERS: readonly (readonly [name: string, ordering: Ordering, sorted: readonly string[]])[] = [
  [
    "semver",
    semver,
    ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0=v1.0.0=1.0=1.0.0+x", "1.2.0"],
  ],
  [
    "golang",
    golang,
    ["1.21.9", "1.22beta1", "1.22rc1=go1.22rc1", "1.22rc2", "1.22=v1.22.0", "2.0.0+incompatible"],
  ],
  ["golang", golang, ["v0.0.0-20210101000000-abcdefabcdef", "v0.0.0-20220101000000-abcdefabcdef", "v0.0.1"]],
  ["pub", pub, ["1.0.0", "1.0.0+1", "1.0.0+2", "1.0.1"]],
  ["nuget", nuget, ["1.0.0-beta=1.0.0-BETA", "1.0=1.0.0.0", "1.0.0.1", "1.0.1"]],
  ["rubygems", rubygems, ["1.0.0.pre1", "1.0.0.rc2", "1=1.0.0", "1.0.1-java", "1.0.1", "1.10"]],
  [
    "pep440",
    pep440,
    [
      "0.1-bulbasaur",
      "1.0.dev1",
      "1.0a1.dev1",
      "1.0a1=1.0-alpha.1",
      "1.0rc1=1.0c1",
      "1.0=v1",
      "1.0+x",
      "1.0+1",
      "1.0.post1=1.0-1",
      "1!0.1",
    ],
  ],
  ["php", php, ["1.0-dev", "1.0-alpha1=1.0a1", "1.0-beta", "1.0RC1", "1.0=v1.0", "1.0.1", "1.0pl1"]],
  [
    "maven",
    maven,
    [
      "1-alpha-1=1a1",
      "1-beta",
      "1-milestone",
      "1-rc1=1-cr1",
      "1-SNAPSHOT",
      "1=1.0=1-ga=1.final",
      "1-sp",
      "1-foo",
      "1-1=1-ga-1",
      "1.1",
    ],
  ],
  ["dottedNumbers", dottedNumbers, ["1.0", "1.0.0", "1.0-1=1.0.1", "1.0.10"]],
];

describe("the orders of the languages' package managers", () => {
  it.each(ORDERS)("%s puts versions where its tool does", (_, ordering, sorted) => {
    const places = sorted.flatMap((group, place) => group.split("=").map((version) => ({ version, place })));
    for (const a of places)
      for (const b of places) {
        const shown = `${a.version} and ${b.version}`;
        expect(`${shown}: ${ordering.compare(a.version, b.version)}`).toBe(
          `${shown}: ${Math.sign(a.place - b.place)}`,
        );
      }
  });

  it.each([
    ["semver", semver, "latest"],
    ["golang", golang, "(devel)"],
    ["nuget", nuget, "1.2.3.4.5"],
    ["rubygems", rubygems, ""],
    ["pep440", pep440, "1.0 beta"],
    ["php", php, "1.0 beta"],
    ["maven", maven, ""],
    ["dottedNumbers", dottedNumbers, "1.0a"],
  ] as const)("%s gives no place to what is no version of its", (_, ordering, version) => {
    expect(ordering.isValid(version)).toBe(false);
    expect(() => ordering.compare(version, "1.0")).toThrow(RangeError);
    expect(() => ordering.compare("1.0", version)).toThrow(RangeError);
  });

  it.each(ORDERS)("%s answers at once for a version of a megabyte", (name, ordering) => {
    const long = `1${".10".repeat(330_000)}`;
    if (name === "maven") expect(ordering.isValid(long)).toBe(false);
    else if (name === "nuget") expect(ordering.isValid(long)).toBe(false);
    else expect(ordering.compare(long, long)).toBe(0);
  });
});

const FACTS: readonly (readonly [file: string, ordering: Ordering])[] = [
  ["semver-versions.txt", semver],
  ["pub-versions.txt", pub],
  ["nuget-versions.txt", nuget],
  ["rubygems-versions.txt", rubygems],
  ["rubygems-versions-generated.txt", rubygems],
  ["pypi-versions.txt", pep440],
  ["pypi-versions-generated.txt", pep440],
  ["packagist-versions.txt", php],
  ["packagist-versions-generated.txt", php],
  ["maven-versions.txt", maven],
  ["maven-versions-generated.txt", maven],
  ["cran-versions.txt", dottedNumbers],
  ["cran-versions-generated.txt", dottedNumbers],
  ["hackage-versions.txt", dottedNumbers],
];

describe.runIf(factsAreThere)(`facts of the tools' own ${fixturesAreAbsent}`, () => {
  it.each(FACTS)("agrees with every line of %s", (file, ordering) => {
    const { agreed, contradicted, refused } = holdAgainstFacts(file, ordering);
    expect({ contradicted, refused }).toEqual({ contradicted: [], refused: [] });
    expect(agreed).toBeGreaterThan(10);
  });
});
