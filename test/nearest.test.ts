import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../src/nearest.ts";

describe("nearest", () => {
  const ids = ["labels.required", "os.allowed", "packages.banned"];

  it.each([
    ["package.banned", "packages.banned"],
    ["packages.baned", "packages.banned"],
    ["pakcages.banned", "packages.banned"],
    ["PACKAGES.BANNED", "packages.banned"],
    ["os.alowed", "os.allowed"],
  ])("finds what %s meant", (word, meant) => {
    expect(nearest(word, ids)).toBe(meant);
  });

  it("counts a swap of two neighbours as one edit", () => {
    expect(nearest("abc", ["acb"])).toBe("acb");
    expect(nearest("abc", ["cab"])).toBeUndefined();
  });

  it("stays silent where nothing is near", () => {
    expect(nearest("user.root", ids)).toBeUndefined();
    expect(nearest("", ids)).toBeUndefined();
    expect(didYouMean("user.root", ids)).toBe("");
  });

  it("prefers fewer edits over an earlier candidate", () => {
    expect(nearest("configs", ["configured", "config"])).toBe("config");
  });

  it("asks the question with a leading space", () => {
    expect(didYouMean("polices", ["policies", "rules"])).toBe(' Did you mean "policies"?');
  });
});
