import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Severity } from "../../src/model/report.ts";
import { compareFindings, readFindings, type ResultRule } from "../../src/policy/results.ts";

const rule: ResultRule = {
  id: "main",
  key: "main/deny",
  file: "policies/main.rego",
  row: 7,
  severity: "error",
};

/** The findings in a list of results of the rule. */
function read(list: unknown, parts: Partial<ResultRule> = {}) {
  return readFindings([{ result: [{}, { "main/deny": list }] }], [{ ...rule, ...parts }], "image");
}

function fingerprintOf(element: unknown, parts: Partial<ResultRule> = {}): string | undefined {
  return read([element], parts)[0]?.fingerprint;
}

describe("results that are findings", () => {
  it("are texts, or objects with a message and what else is known", () => {
    const whole = {
      msg: "b",
      subject: "pkg:deb/debian/b",
      fix: "f",
      docs: "d",
      severity: "note",
      extra: [1],
    };
    expect(read(["a", { msg: "c" }, whole])).toMatchObject([
      { rule: "main", severity: "error", message: "a", target: "image" },
      { message: "c" },
      { rule: "main", severity: "note", message: "b", subject: "pkg:deb/debian/b", fix: "f", docs: "d" },
    ]);
    expect(read([whole])[0]).not.toHaveProperty("extra");
  });

  it("leave out what is absent or empty", () => {
    const [found] = read([{ msg: "a", subject: "", fix: "" }]);
    expect(Object.keys(found ?? {}).toSorted()).toEqual([
      "fingerprint",
      "message",
      "rule",
      "severity",
      "target",
    ]);
  });

  it("take from the rule what they do not say themselves", () => {
    expect(read(["a", { msg: "b", fix: "own" }], { fix: "rule's", docs: "docs" })).toMatchObject([
      { fix: "rule's", docs: "docs" },
      { fix: "own", docs: "docs" },
    ]);
  });

  it.each<[Severity | undefined, unknown, Severity, Severity]>([
    [undefined, undefined, "error", "error"],
    [undefined, "note", "error", "note"],
    ["warning", "note", "error", "warning"],
    ["warning", undefined, "note", "warning"],
  ])(
    "have the configured severity %s before their own %s before the rule's %s",
    (setting, own, ofRule, severity) => {
      const element = own === undefined ? { msg: "a" } : { msg: "a", severity: own };
      const parts =
        setting === undefined ? { severity: ofRule } : { severity: ofRule, severitySetting: setting };
      expect(read([element], parts)[0]?.severity).toBe(severity);
    },
  );

  it("are the same finding in another run, on another image and with another severity, and no other", () => {
    const one = fingerprintOf({ msg: "a", subject: "s" });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprintOf({ msg: "a", subject: "s", fix: "f", severity: "note" })).toBe(one);
    const others = [
      fingerprintOf({ msg: "a" }),
      fingerprintOf({ msg: "as" }),
      fingerprintOf({ msg: "b", subject: "s" }),
      fingerprintOf({ msg: "a", subject: "s" }, { id: "x" }),
    ];
    expect(new Set([one, ...others]).size).toBe(5);
  });

  it("are cut with a mark where they are too long, and never inside a character", () => {
    const long = "😀".repeat(LIMITS.messageChars);
    expect(read([long])[0]?.message).toBe(long);
    expect(read([`${long}x`])[0]?.message).toBe(`${long}… (cut)`);
    expect(read([{ msg: "a", fix: `${long}x` }])[0]?.fix).toBe(`${long}… (cut)`);
  });

  it("sort the same whatever order they came in", () => {
    const elements = [
      "b",
      "a",
      { msg: "a", subject: "z" },
      { msg: "b", subject: "y" },
      { msg: "a", severity: "note" },
    ];
    const [sorted, reversed] = [elements, elements.toReversed()].map((each) =>
      read(each).toSorted(compareFindings),
    );
    expect(sorted).toEqual(reversed);
    expect(sorted?.map(({ message, subject = "" }) => subject + message)).toEqual([
      "a",
      "a",
      "b",
      "yb",
      "za",
    ]);
  });

  it("are read of the rules that have to answer only", () => {
    expect(
      readFindings([{ result: [{ "main/deny": ["a"] }, { "other/deny": 7 }] }], [rule], "i"),
    ).toHaveLength(1);
  });
});

describe("results that are none", () => {
  it.each([
    [true, "returned true,"],
    ["text", 'returned "text",'],
    [{ a: "b" }, 'returned {"a":"b"},'],
    [null, "returned null,"],
    [[7], "returned 7,"],
    [[true], "returned true,"],
    [[["a"]], 'returned ["a"],'],
    [[null], "returned null,"],
    [[""], 'returned "",'],
    [[" \n"], 'returned " \\n",'],
    [[{}], "returned {},"],
    [[{ msg: "" }], 'returned {"msg":""},'],
    [[{ msg: 7 }], '{"msg":7}'],
    [[{ message: "a" }], '{"message":"a"}'],
    [[{ msg: "a", subject: 7 }], '"subject":7'],
    [[{ msg: "a", fix: null }], '"fix":null'],
    [[{ msg: "a", docs: ["x"] }], '"docs":["x"]'],
    [[{ msg: "a", severity: "fatal" }], '"severity":"fatal"'],
    [["fine", 7], "returned 7,"],
  ])("%j is an error that names rule, place and value", (list, got) => {
    const reading = () => read(list);
    expect(reading).toThrow(`The rule main (policies/main.rego:7) returned`);
    expect(reading).toThrow(got);
    expect(reading).toThrow(
      expect.objectContaining({ code: "policy.shape", location: { file: "policies/main.rego", line: 7 } }),
    );
  });

  it.each([[undefined], [[]], [[{}]], [[{ result: true }]], [[{ result: {} }]], [[{ result: [[]] }]], ["x"]])(
    "a policy that answers %j is undefined, and that is an error",
    (resultSet) => {
      expect(() => readFindings(resultSet, [rule], "i")).toThrow(
        expect.objectContaining({ code: "policy.undefined" }),
      );
    },
  );

  it("a rule that is missing is an error, whatever the others say", () => {
    expect(() => readFindings([{ result: [{ "other/deny": [] }] }], [rule], "i")).toThrow(
      expect.objectContaining({
        code: "policy.undefined",
        message: expect.stringContaining("main (policies/main.rego:7)") as string,
      }),
    );
    expect(() => readFindings([{ result: [{}] }], [{ ...rule, key: "toString" }], "i")).toThrow(
      expect.objectContaining({ code: "policy.undefined" }),
    );
  });

  it("too many of them are an error, and no shorter list", () => {
    const list = Array.from({ length: LIMITS.findingsPerRule + 1 }, (_, index) => `finding ${index}`);
    expect(() => read(list)).toThrow(expect.objectContaining({ code: "policy.shape" }));
    expect(read(list.slice(1))).toHaveLength(LIMITS.findingsPerRule);
  });
});
