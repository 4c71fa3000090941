import * as fc from "fast-check";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseOsRelease } from "../../../src/inventory/system/os-release.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";

function parse(text: string): Record<string, string> {
  return Object.fromEntries(parseOsRelease(Buffer.from(text)).values);
}

describe("os-release is read", () => {
  it.each([
    ["ID=debian", "debian"],
    ['ID="debian"', "debian"],
    ["ID='debian'", "debian"],
    ["ID=debian\r", "debian"],
    ["  ID=debian  ", "debian"],
    ["ID = debian", "debian"],
    ["export ID=debian", "debian"],
    ["\uFEFFID=debian", "debian"],
    ['ID="a \\"b\\" \\\\ \\$c \\d"', 'a "b" \\ $c \\d'],
    ["ID='a \"b\" \\ $c'", 'a "b" \\ $c'],
    ["ID=a\\ b", "a b"],
    ["ID=a b", "a b"],
    ["ID=\"a\"'b'c", "abc"],
    ['ID="a=b"', "a=b"],
    ["ID=$(id)`id`${HOME}", "$(id)`id`${HOME}"],
    ['ID="never closed', "never closed"],
    ['ID="Jürgen"', "Jürgen"],
  ])("as a shell would, but without expansion: %j", (line, expected) => {
    expect(parse(`${line}\nNAME=x\n`)).toEqual({ ID: expected, NAME: "x" });
  });

  it("without comments, empty values and lines that assign nothing", () => {
    expect(parse('# ID=a\n\n  # ID=b\nsome text\nVERSION_ID=""\nNAME=x')).toEqual({ NAME: "x" });
  });

  it("with the last of two values, which are told where they are not the same", () => {
    const { values, contradicted } = parseOsRelease(Buffer.from("ID=a\nID=b\nNAME=x\nNAME=x\n"));
    expect(values.get("ID")).toBe("b");
    expect(contradicted).toEqual(["ID"]);
  });

  it("with keys that are names of nothing else", () => {
    expect(parseOsRelease(Buffer.from("__proto__=x\nconstructor=y\n")).values).toEqual(
      new Map([
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    );
  });

  it("whatever it is: no bytes make it throw, and an ID before them is found", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 500 }),
          fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const { values } = parseOsRelease(Buffer.concat([Buffer.from("ID=debian\nNAME="), bytes]));
          fc.pre(!/ID/.test(Buffer.from(bytes).toString("latin1")));
          expect(values.get("ID")).toBe("debian");
        },
      ),
      { seed: 20260903, numRuns: 500 },
    );
  });
});

const CHEF = path.join(FIXTURES, "os-release/chef+os_release");

describe.skipIf(fixturesAreAbsent !== "")(`the os-release of 155 systems ${fixturesAreAbsent}`, () => {
  const names =
    fixturesAreAbsent === ""
      ? readdirSync(CHEF).filter((name) => lstatSync(path.join(CHEF, name)).isFile())
      : [];

  it.each(names)("says what system it is: %s", (name) => {
    const text = readFileSync(path.join(CHEF, name));
    const { values, contradicted } = parseOsRelease(text);
    // The plainest of readers is the judge: one line, quotes at both ends or none.
    const plain = /^ID=["']?([^"'\n]*)["']?$/m.exec(text.toString())?.[1];
    const plainVersion = /^VERSION_ID=["']?([^"'\n]*)["']?$/m.exec(text.toString())?.[1];
    expect(values.get("ID")).toBe(plain);
    expect(values.get("VERSION_ID") ?? "").toBe(plainVersion ?? "");
    expect(contradicted).toEqual([]);
  });
});
