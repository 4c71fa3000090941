import { describe, expect, it } from "vitest";
import { splitLines } from "../../../src/engine/build/lines.ts";
import { LIMITS } from "../../../src/limits.ts";

function split(...texts: readonly string[]): string[] {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line));
  for (const text of texts) splitter.push(text);
  splitter.end();
  return lines;
}

describe("the lines of a build's output", () => {
  it("come whole, however the text was cut", () => {
    expect(split("a", "b\nc", "\n\nd")).toEqual(["ab", "c", "", "d"]);
  });

  it("end with CR LF too, also where that is cut in two", () => {
    expect(split("a\r\nb\r", "\nc")).toEqual(["a", "b", "c"]);
  });

  it("are as they look in the end where they draw over themselves", () => {
    expect(split("10%\r50%", "\r100%\ndone")).toEqual(["100%", "done"]);
  });

  it("have no colours and no other escape sequences", () => {
    expect(split("\u001b[91mred\u001b[0m\u001b]0;title\u0007!\n")).toEqual(["red!"]);
  });

  it("are cut with a mark, and what follows on the next line is not lost", () => {
    const [long = "", next] = split(...Array.from({ length: 100 }, () => "x".repeat(1000)), "\nnext\n");
    expect(long).toBe(`${"x".repeat(LIMITS.buildLineChars)}…`);
    expect(next).toBe("next");
  });
});
