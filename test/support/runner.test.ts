import { describe, expect, test } from "vitest";
import { parseOutputFile, parseRunnerOutput } from "./runner.ts";

/** The judge is judged first: if it obeyed nothing, every test that relies on it would pass. */
describe("the runner's double", () => {
  test.each([
    ["a command at a line's start", "::error title=a%3Ab%2Cc,file=x::50%25%0Adone", "error", "50%\ndone"],
    ["blanks of any kind in front", " \u2003\u00a0\u0085::warning::x", "warning", "x"],
    ["a lone carriage return as a line's end", "harmless\r::add-mask::a", "add-mask", "a"],
    ["the old syntax in the middle of a line", "name: x ##[error]y", "error", "y"],
    ["a name in capitals", "::ERROR::x", "error", "x"],
    ["characters that .NET skips when it compares", "\u200b::error::x", "error", "x"],
  ])("obeys %s", (_, output, name, data) => {
    expect(parseRunnerOutput(output).commands).toMatchObject([{ name, data }]);
  });

  test("reads properties and undoes their escapes", () => {
    const [command] = parseRunnerOutput("::error title=a%3Ab%2Cc,file=x::m").commands;
    expect([...(command?.properties ?? [])]).toEqual([
      ["title", "a:b,c"],
      ["file", "x"],
    ]);
  });

  test.each([
    ["a command behind other text", "x ::error::y"],
    ["a command that nobody registered", "::made-up::y"],
    ["a command without its second colons", "::error y"],
  ])("takes %s for plain text", (_, output) => {
    expect(parseRunnerOutput(output)).toMatchObject({ commands: [], log: [output] });
  });

  test("obeys nothing between stop-commands and its token", () => {
    const output = "::stop-commands::t0k3n\n::error::no\n::T0K3N::\n::error::yes";
    expect(parseRunnerOutput(output).commands.map(({ data }) => data)).toEqual(["t0k3n", "yes"]);
  });

  test("keeps ten annotations of a level, and 4096 characters of each", () => {
    const output = `${"::error::x\n".repeat(11)}::warning::${"y".repeat(5000)}`;
    const { annotations } = parseRunnerOutput(output);
    expect(annotations.filter(({ name }) => name === "error")).toHaveLength(10);
    expect(annotations.at(-1)?.data).toHaveLength(4096);
  });

  test.each([
    "src/app.ts(1,1): error TS1: x",
    "app.js: line 1, col 2, Error - x (rule)",
    "vet: ./main.go:1:2: x",
    'File "x.py", line 1, in main',
    "main.c:1:2: error: x",
  ])("sees a compiler's error in %s", (line) => {
    expect(parseRunnerOutput(line).matched).toEqual([line]);
  });
});

describe("the output file", () => {
  test("has plain values and values up to a delimiter", () => {
    expect([...parseOutputFile("a=1=2\nb<<D\nx\ny\nD\nc<<D\nD\n")]).toEqual([
      ["a", "1=2"],
      ["b", "x\ny"],
      ["c", ""],
    ]);
  });

  test("fails the step where a delimiter never comes", () => {
    expect(() => parseOutputFile("b<<D\nx\n")).toThrow("delimiter");
  });
});
