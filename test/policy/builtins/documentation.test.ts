import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BUILTIN_DECLARATIONS, GROUPS } from "../../../src/policy/builtins/index.ts";
import { LIMITS } from "../../../src/limits.ts";
import { DIFFERENCES } from "./differences.ts";

const PAGE = readFileSync("docs/builtins.md", "utf8");
const ROWS = [
  ...PAGE.matchAll(/^\| `([a-z0-9_.]+)\(([^)]*)\)` \| (.+) \| (host|native|native, else host) \|$/gm),
];
const NATIVE = readFileSync("rego-compiler/native_builtins.txt", "utf8")
  .split("\n")
  .filter((name) => name !== "");
/** Operators, and what a rule does not call by name. */
const UNCALLED =
  /^(?:internal\..*|plus|minus|mul|div|rem|eq|equal|neq|lte?|gte?|assign|and|or|all|any|net\.cidr_overlap|re_match|set_diff)$/;

describe("docs/builtins.md", () => {
  it("has every function that rules can call by name, and no other", () => {
    const callable = [
      ...NATIVE,
      ...BUILTIN_DECLARATIONS.opaBuiltins,
      ...BUILTIN_DECLARATIONS.hostBuiltins.map(({ name }) => name),
    ];
    expect(ROWS.map(([, name = ""]) => name).toSorted()).toEqual(
      [...new Set(callable)].filter((name) => !UNCALLED.test(name)).toSorted(),
    );
  });

  it("says of each who answers", () => {
    const strict = new Set(GROUPS.flatMap((group) => group.strict ?? []));
    const wrong = ROWS.filter(([, name = "", , , answered]) => {
      const native = NATIVE.includes(name);
      return answered !== (native ? (strict.has(name) ? "native, else host" : "native") : "host");
    });
    expect(wrong.map(([row]) => row)).toEqual([]);
  });

  it("has our functions with as many arguments as are declared", () => {
    for (const { name, args } of BUILTIN_DECLARATIONS.hostBuiltins) {
      const [, , given = ""] = ROWS.find(([, each]) => each === name) ?? [];
      expect(given.split(", "), name).toHaveLength(args.length);
    }
  });

  it("lists every difference from OPA that the comparison allows", () => {
    const missing = DIFFERENCES.filter(
      ({ names, reason }) =>
        !PAGE.includes(`- ${names.map((name) => `\`${name}\``).join(", ")}: ${reason}\n`),
    );
    expect(missing).toEqual([]);
  });

  it("says the limits that hold", () => {
    expect(PAGE).toContain(
      `at most ${LIMITS.builtinItems.toLocaleString("en")} items, and a number ${LIMITS.builtinDigits.toLocaleString("en")} digits`,
    );
  });
});
