import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { helpText } from "../src/help.ts";
import { parseCommandLine, parseInputs } from "../src/option-values.ts";
import { COMMANDS, isCommand, OPTIONS, type Option } from "../src/options.ts";
import { INVENTORY_REPORTERS, REPORTERS } from "../src/reporters/index.ts";

const code = (expected: string): unknown => expect.objectContaining({ code: expected });
const read = (inputs: Record<string, string>) => (name: string) => inputs[name] ?? "";

describe("the command line", () => {
  test("takes targets and options in any order, long, short and with =", () => {
    const options = parseCommandLine("check", [
      "a:1",
      "--pull=never",
      "-o",
      "json",
      "b:2",
      "--output",
      "table=x.txt",
    ]);
    expect(options.targets).toEqual(["a:1", "b:2"]);
    expect(options.one("pull")).toBe("never");
    expect(options.all("output")).toEqual(["json", "table=x.txt"]);
  });

  test("fills in defaults, and leaves out what has none", () => {
    const options = parseCommandLine("check", ["a"]);
    expect(options.one("fail-on")).toBe("error");
    expect(options.one("config")).toBeUndefined();
    expect(options.flag("quiet")).toBe(false);
  });

  test("takes everything behind -- as targets", () => {
    expect(parseCommandLine("check", ["--", "--pull"]).targets).toEqual(["--pull"]);
  });

  test.each([
    [["--pul", "never"], "usage.unknown-option", "Did you mean --pull?"],
    [["--pull", "nevr"], "usage.choice", "Give --pull never."],
    [["--config", "--quiet"], "usage.missing-value", undefined],
    [["--config"], "usage.missing-value", undefined],
    [["--quiet=yes"], "usage.flag", undefined],
    [["--config", "a", "--config", "b"], "usage.repeated", undefined],
  ])("refuses %j", (args, expected, hint) => {
    expect(() => parseCommandLine("check", ["image", ...args])).toThrow(
      expect.objectContaining({ code: expected, ...(hint === undefined ? {} : { hint }) }),
    );
  });

  test("refuses an option of another command, naming its own", () => {
    expect(() => parseCommandLine("inspect", ["image", "--fail-on", "never"])).toThrow(
      code("usage.wrong-command"),
    );
  });
});

describe("the Action's inputs", () => {
  test("are a value a line, and an empty one is none", () => {
    const options = parseInputs("check", read({ image: " a:1 \n\nb:2\n", policy: "one\r\ntwo", config: "" }));
    expect(options.targets).toEqual(["a:1", "b:2"]);
    expect(options.all("policy")).toEqual(["one", "two"]);
    expect(options.one("config")).toBeUndefined();
  });

  test("take true and false for a flag, and nothing else", () => {
    expect(parseInputs("check", read({ image: "a", quiet: "true" })).flag("quiet")).toBe(true);
    expect(parseInputs("check", read({ image: "a", quiet: "false" })).flag("quiet")).toBe(false);
    expect(() => parseInputs("check", read({ image: "a", quiet: "yes" }))).toThrow(code("usage.flag"));
  });

  test("are those of action.yml, with the same defaults", () => {
    const { inputs } = parse(readFileSync("action.yml", "utf8")) as {
      inputs: Record<string, { description: string; default?: string }>;
    };
    const { image, ...rest } = inputs;
    expect(image?.description).toBeTruthy();
    const forCheck = Object.entries<Option>(OPTIONS).filter(([, option]) =>
      option.commands.includes("check"),
    );
    expect(Object.keys(rest).toSorted()).toEqual(forCheck.map(([name]) => name).toSorted());
    for (const [name, option] of forCheck) {
      expect([name, rest[name]?.default]).toEqual([
        name,
        option.value === undefined ? "false" : option.default,
      ]);
    }
  });
});

test("--output's line names every format there is", () => {
  for (const { name } of [...REPORTERS, ...INVENTORY_REPORTERS]) {
    expect(OPTIONS.output.summary).toMatch(new RegExp(`\\b${name}\\b`));
  }
});

test("help fits a terminal of 80 columns", () => {
  const lines = [undefined, ...Object.keys(COMMANDS).filter(isCommand)].flatMap((command) =>
    helpText(command).split("\n"),
  );
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test.each(Object.keys(COMMANDS).filter(isCommand))(
  "help for %s names each of its options, with its default",
  (command) => {
    const text = helpText(command).replaceAll(/\n {20,}/g, " ");
    for (const [name, option] of Object.entries<Option>(OPTIONS)) {
      if (!option.commands.includes(command)) continue;
      expect(text).toContain(`--${name}${option.value === undefined ? "" : ` ${option.value}`}`);
      if (option.default !== undefined) expect(text).toContain(`(default: ${option.default})`);
    }
  },
);
