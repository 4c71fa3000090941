import { describe, expect, it } from "vitest";
import { type IgnoreRules, type Judgement, parseIgnoreFile } from "../../../src/engine/build/ignore.ts";

function rulesOf(text: string): IgnoreRules {
  return parseIgnoreFile({ path: ".dockerignore", content: Buffer.from(text) });
}

/** As a walk asks: a folder before what it holds. */
function judge(rules: IgnoreRules, path: string): Judgement {
  const end = path.lastIndexOf("/");
  return end === -1 ? rules.judge(path) : rules.judge(path, judge(rules, path.slice(0, end)));
}

function ignored(text: string, paths: readonly string[]): string[] {
  const rules = rulesOf(text);
  return paths.filter((path) => judge(rules, path).ignored);
}

describe("a .dockerignore", () => {
  // What moby/patternmatcher 0.6.1 answers.
  it.each([
    ["*.log", ["a.log", "src/a.log"], ["a.log"]],
    ["**/*.log", ["a.log", "src/a.log", "src/deep/a.log"], ["a.log", "src/a.log", "src/deep/a.log"]],
    ["docs", ["docs", "docs/a.md", "docsx", "src/docs"], ["docs", "docs/a.md"]],
    ["/docs/", ["docs", "docs/a.md", "src/docs"], ["docs", "docs/a.md"]],
    ["./a/../docs", ["docs", "a"], ["docs"]],
    ["docs/**", ["docs", "docs/a", "docs/b/c"], ["docs/a", "docs/b/c"]],
    ["**", ["a", "b/c"], ["a", "b/c"]],
    ["**/m", ["m", "a/m", "a/m/x", "am"], ["m", "a/m", "a/m/x"]],
    ["a/**/m", ["a/m", "a/b/m", "a/b/c/m", "m"], ["a/m", "a/b/m", "a/b/c/m"]],
    ["**m", ["am", "a/bm", "ma"], ["am", "a/bm"]],
    ["?.txt", ["a.txt", "ab.txt", "é.txt"], ["a.txt", "é.txt"]],
    ["[a-c]x", ["ax", "cx", "dx"], ["ax", "cx"]],
    ["[^a]x", ["ax", "bx"], ["bx"]],
    ["\\*", ["*", "a"], ["*"]],
    ["\\[id\\]", ["[id]", "i"], ["[id]"]],
    ["(group)/a+b$", ["(group)/a+b$", "group/aab"], ["(group)/a+b$"]],
    ["constructor", ["constructor", "__proto__"], ["constructor"]],
    ["# a\n\n  b  \r\n #c", ["# a", "a", "b", "#c"], ["b", "#c"]],
    ["\uFEFFa", ["a"], ["a"]],
    ["../a\n.", ["a", "b"], []],
  ])("%j keeps out what docker keeps out", (text, paths, expected) => {
    expect(ignored(text, paths)).toEqual(expected);
  });

  it.each([
    ["*\n!a", ["a", "b", "a/x"], ["b"]],
    ["*.md\n!README.md", ["README.md", "b.md"], ["b.md"]],
    ["!README.md\n*.md", ["README.md", "b.md"], ["README.md", "b.md"]],
    [
      "docs\n!docs/keep\ndocs/keep/not",
      ["docs", "docs/keep", "docs/keep/x", "docs/keep/not"],
      ["docs", "docs/keep/not"],
    ],
    ["**\n!**/*.md", ["a", "x/y.md", "x"], ["a", "x"]],
    // Where a rule could change nothing at a folder it is not remembered for what lies below, as in docker.
    ["a/b\n!a", ["a", "a/b", "a/c"], ["a/b"]],
  ])("%j lets the last rule that matches decide", (text, paths, expected) => {
    expect(ignored(text, paths)).toEqual(expected);
  });

  it.each([
    ["*\n!a/b/c", "a", true],
    ["*\n!a/b/c", "b", false],
    ["*\n!a/b/c", "ab", false],
    ["*\n!**/c", "b", true],
    ["*\n!a*/c", "ab", true],
    ["*\n!a*/c", "b", false],
    ["*", "a", false],
  ])("%j tells whether something in the ignored folder %s may come back", (text, folder, expected) => {
    expect(rulesOf(text).mayKeepBelow(folder)).toBe(expected);
  });

  it("keeps what it is told to keep, whatever the file says, and literally", () => {
    const rules = parseIgnoreFile({ path: ".dockerignore", content: Buffer.from("**") }, [
      "sub/[D]ockerfile",
    ]);
    expect(judge(rules, "sub/[D]ockerfile").ignored).toBe(false);
    expect(judge(rules, "sub/Dockerfile").ignored).toBe(true);
    expect(rules.mayKeepBelow("sub")).toBe(true);
  });

  it.each(["a\n!\nb", "a\n[x\n", "a\n\\", "a\n[]\n", "a\n[b-]"])("%j is refused with its line", (text) => {
    expect(() => rulesOf(text)).toThrow(
      expect.objectContaining({ code: "build.dockerignore", location: { file: ".dockerignore", line: 2 } }),
    );
  });

  it("is linear in a pattern that would keep a regular expression busy for years", () => {
    expect(ignored(`${"*a".repeat(40)}b`, ["a".repeat(4000)])).toEqual([]);
    expect(ignored(`${"**/a/".repeat(30)}b`, [`${"a/".repeat(100)}c`])).toEqual([]);
  });

  it("ignores nothing where there is no file", () => {
    expect(judge(parseIgnoreFile(undefined), "a").ignored).toBe(false);
  });
});
