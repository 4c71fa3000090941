import { describe, expect, it } from "vitest";
import { apk } from "../../../src/catalogers/systems/apk.ts";

function parse(text: string) {
  return apk.parse({ path: "/lib/apk/db/installed", bytes: Buffer.from(text) });
}

function names(text: string): string[] {
  return parse(text).packages.map(({ name, version }) => `${name}@${version}`);
}

function problems(text: string): string[] {
  return parse(text).problems.map(({ code, reason }) => `${code}: ${reason}`);
}

const licenses = (text: string) => parse(`${stanza("a")}L:${text}\n\n`).packages[0]?.licenses;

const stanza = (name: string) => `P:${name}\nV:1.0-r0\nA:x86_64\n`;

describe("apk reads a package", () => {
  it("with name, version, architecture, licences, origin and maintainer, and passes over its files", () => {
    const text = [
      "C:Q1zwvKMnYs1b6ZdPTBJ0Z7D5P3jyA=",
      "P:libcrypto3",
      "V:3.1.4-r5",
      "A:x86_64",
      "S:1698521",
      "I:4345856",
      "T:Crypto library from openssl: a title with V: in it",
      "U:https://www.openssl.org/",
      "L:Apache-2.0",
      "o:openssl",
      "m:Ariadne Conill <ariadne@dereferenced.org>",
      "t:1706191733",
      "c:2a5b5ea3ba2c4c8b5aeb0f5ba1b7a0dd2e6ab9d4",
      "D:so:libc.musl-x86_64.so.1",
      "p:so:libcrypto.so.3=3",
      "r:libcrypto-old",
      "F:lib",
      "R:libcrypto.so.3",
      "a:0:0:755",
      "Z:Q1kTgPeyJHVYPfMCX3ajyBQjY4SZU=",
      "M:0:0:1777",
      "",
      "",
    ].join("\n");
    expect(parse(text)).toEqual({
      packages: [
        {
          name: "libcrypto3",
          version: "3.1.4-r5",
          arch: "x86_64",
          source: { name: "openssl" },
          licenses: ["Apache-2.0"],
          maintainer: "Ariadne Conill <ariadne@dereferenced.org>",
        },
      ],
      problems: [],
    });
  });

  it("and takes an SPDX expression for one licence, and a list of names for several", () => {
    expect(licenses("MIT AND BSD-3-Clause")).toEqual(["MIT AND BSD-3-Clause"]);
    expect(licenses("( Apache-2.0 OR MIT )")).toEqual(["( Apache-2.0 OR MIT )"]);
    expect(licenses("MPL-2.0 GPL-2.0-or-later")).toEqual(["MPL-2.0", "GPL-2.0-or-later"]);
  });

  it("without an empty line at its end, and after several of them", () => {
    expect(parse(`\n\n${stanza("a")}\n\n\n${stanza("b")}`)).toMatchObject({
      packages: [{ name: "a" }, { name: "b" }],
      problems: [],
    });
  });

  it("with the dot of a virtual package in front of its name", () => {
    expect(problems(stanza(".build-deps"))).toEqual([]);
  });

  it("with a line longer than any buffer", () => {
    const text = `${stanza("a")}D:${"so:x ".repeat(200_000)}\n\n${stanza("b")}`;
    expect(names(text)).toEqual(["a@1.0-r0", "b@1.0-r0"]);
  });
});

describe("damage is told with its line, and what stands is kept", () => {
  it.each([
    ["no version", "P:b\nA:x86\n\n", "b@", 'malformed: Line 5: "b" has no version (V).'],
    ["no name", "V:1\nA:x86\n\n", undefined, "malformed: Line 5: a package without a name (P)."],
    ["a version twice", "P:b\nV:1\nV:2\n\n", "b@1", "malformed: Line 7: a second V in one package."],
    [
      "a line that is no field",
      "P:b\nV:1\ngarbage\n\n",
      "b@1",
      "malformed: Line 7: does not begin with a letter and a colon.",
    ],
    ["a NUL byte", "P:b\nV:1\nT:\0\n\n", "b@1", "malformed: Line 7: a NUL byte, which no text file has."],
    [
      "a name that no package has",
      "P:b\rP:telnet\nV:1\n\n",
      "b\rP:telnet@1",
      'bad-name: Line 5: "b\rP:telnet" is not a name that apk gives to packages.',
    ],
    ["a package twice", "P:a\nV:2\n\n", "a@2", 'malformed: Line 5: "a" is here a second time.'],
  ])("where there is %s", (_what, damaged, expected, told) => {
    const text = `${stanza("a")}\n${damaged}${stanza("z")}`;
    expect(names(text)).toEqual(["a@1.0-r0", ...(expected === undefined ? [] : [expected]), "z@1.0-r0"]);
    expect(problems(text)).toEqual([told]);
  });

  it("where the empty line between two packages is missing", () => {
    expect(names(stanza("a") + stanza("b"))).toEqual(["a@1.0-r0", "b@1.0-r0"]);
    expect(problems(stanza("a") + stanza("b"))).toEqual(["malformed: Line 4: a second P in one package."]);
  });

  it("where the file ends within a line", () => {
    expect(names(`${stanza("a")}\nP:b\nV:1.`)).toEqual(["a@1.0-r0", "b@1."]);
    expect(problems(`${stanza("a")}\nP:b\nV:1.`)).toEqual([
      "truncated: Line 6: the file ends within a line, so it was cut short.",
    ]);
  });
});
