import { describe, expect, it } from "vitest";
import { parsePathStat } from "../../src/engine/path-stat.ts";

function header(stat: unknown): string {
  return Buffer.from(JSON.stringify(stat)).toString("base64");
}

describe("what lies at a path", () => {
  // Modes as engines send them: Go's os.FileMode.
  it.each([
    [420, "file"],
    [0o4755 | (1 << 23), "file"],
    [2147484141, "directory"],
    [134218239, "link"],
    [33554852, "pipe"],
    [16777636, "socket"],
    [67108864 + 0o660, "device"],
    [67108864 + 2097152 + 0o660, "device"],
    [(1 << 19) + 0o644, "file of no known kind"],
  ])("is told by the mode: %d is a %s", (mode, kind) => {
    expect(parsePathStat(header({ name: "x", mode, size: 3, linkTarget: "" }), "call").kind).toBe(kind);
  });

  it("has a size, and leads somewhere where it is a link", () => {
    const stat = { name: "x", mode: 134218239, size: 21, linkTarget: "/usr/lib/os-release" };
    expect(parsePathStat(header(stat), "call")).toEqual({
      kind: "link",
      size: 21,
      linkTarget: "/usr/lib/os-release",
    });
  });

  it.each([
    ["no header", undefined],
    ["two headers", ["a", "b"]],
    ["no base64 of JSON", "!!!"],
    ["no mode", header({ size: 3 })],
    ["no size", header({ mode: 420 })],
    ["a list", header([])],
  ])("is unknown with %s, which is an error", (_what, value) => {
    expect(() => parsePathStat(value, "call")).toThrow(expect.objectContaining({ code: "engine.answer" }));
  });
});
