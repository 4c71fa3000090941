import { expect, test } from "vitest";
import { parseYaml } from "../../src/config/yaml.ts";

const TEXT = `rules:
  packages.banned:
    packages:
      - telnet
      - { name: curl, versions: "< 8" }
  user.root: off
`;

test("a value is located by line and column, a key by its own place", () => {
  const yaml = parseYaml(TEXT, "lumogate.yaml");
  const path = ["rules", "packages.banned", "packages", 1, "versions"];
  expect(yaml.locate(path, "value")).toEqual({ file: "lumogate.yaml", line: 5, column: 33 });
  expect(yaml.locate(path, "key")).toEqual({ file: "lumogate.yaml", line: 5, column: 23 });
  expect(yaml.locate(["rules", "user.root"], "key")).toEqual({ file: "lumogate.yaml", line: 6, column: 3 });
});

test("what is not there is located at the nearest place that is", () => {
  expect(parseYaml(TEXT, "f").locate(["rules", "user.root", "severity"], "value")).toEqual({
    file: "f",
    line: 6,
    column: 3,
  });
  expect(parseYaml(TEXT, "f").locate([], "value")).toEqual({ file: "f", line: 1, column: 1 });
});

test("off and no are strings, as in YAML 1.2", () => {
  expect(parseYaml("a: off\nb: no\n", "f").value).toEqual({ a: "off", b: "no" });
});

test.each([
  ["a duplicate key", "a: 1\nb: 2\na: 3\n", 3],
  ["a bracket that is not closed", "a: [1,\nb: 2\n", 2],
  ["a second document", "a: 1\n---\nb: 2\n", 2],
  ["an unknown tag", "a: !!js/function x\n", 1],
])("%s is an error with its line", (_name, text, line) => {
  expect(() => parseYaml(text, "lumogate.yaml")).toThrow(
    expect.objectContaining({
      code: "config.yaml",
      location: expect.objectContaining({ file: "lumogate.yaml", line }),
    }),
  );
});

test.each([
  ["owner: @acme\n", "quotes"],
  ["subject: *\n", "quotes"],
  ["images: [*debian]\n", "quotes"],
  ["reason: see: there\n", "quotes"],
  ["a:\n\tb: 1\n", "no tabs"],
  ["a: { b: c d: e }\n", "comma"],
  ["a: [b\nc: d\n", "bracket"],
  ["a: 1\n---\nb: 2\n", "one document"],
])("%j is told how to mend", (text, hint) => {
  expect(() => parseYaml(text, "f")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(hint) }),
  );
});

test("a key that stands twice is named", () => {
  expect(() => parseYaml("user.root: 1\nuser.root: 2\n", "f")).toThrow("the key user.root stands twice.");
});

test("aliases that unfold without end are refused", () => {
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 9; level++) {
    bomb.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(", ")}]`);
  }
  expect(() => parseYaml(bomb.join("\n"), "f")).toThrow(expect.objectContaining({ code: "config.yaml" }));
});

test("a key called __proto__ stays a key", () => {
  const { value } = parseYaml("__proto__: { polluted: true }\n", "f");
  expect(Object.keys(value as object)).toEqual(["__proto__"]);
  expect((value as { polluted?: boolean }).polluted).toBeUndefined();
});
