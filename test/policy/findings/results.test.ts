import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import type { Severity } from "../../../src/model/report.ts";
import { compareFindings, readFindings, type ResultRule } from "../../../src/policy/findings/results.ts";

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

async function fingerprintOf(element: unknown, parts: Partial<ResultRule> = {}): Promise<string | undefined> {
  return (await read([element], parts))[0]?.fingerprint;
}

describe("results that are findings", () => {
  it("are texts, or objects with a message and what else is known", async () => {
    const whole = {
      msg: "b",
      subject: "pkg:deb/debian/b",
      fix: "f",
      docs: "d",
      severity: "note",
    };
    expect(await read(["a", { msg: "c" }, whole])).toMatchObject([
      { rule: "main", severity: "error", message: "a", target: "image" },
      { message: "c" },
      { rule: "main", severity: "note", message: "b", subject: "pkg:deb/debian/b", fix: "f", docs: "d" },
    ]);
  });

  it("leave out what is absent or empty", async () => {
    const [found] = await read([{ msg: "a", subject: "", fix: "" }]);
    expect(Object.keys(found ?? {}).toSorted()).toEqual([
      "fingerprint",
      "message",
      "rule",
      "severity",
      "target",
    ]);
  });

  it("take from the rule what they do not say themselves", async () => {
    expect(await read(["a", { msg: "b", fix: "own" }], { fix: "rule's", docs: "docs" })).toMatchObject([
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
    async (setting, own, ofRule, severity) => {
      const element = own === undefined ? { msg: "a" } : { msg: "a", severity: own };
      const parts =
        setting === undefined ? { severity: ofRule } : { severity: ofRule, severitySetting: setting };
      expect((await read([element], parts))[0]?.severity).toBe(severity);
    },
  );

  it("are the same finding in another run, on another image and with another severity, and no other", async () => {
    const one = await fingerprintOf({ msg: "a", subject: "s" });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprintOf({ msg: "a", subject: "s", fix: "f", severity: "note" })).toBe(one);
    const others = [
      await fingerprintOf({ msg: "a" }),
      await fingerprintOf({ msg: "as" }),
      await fingerprintOf({ msg: "b", subject: "s" }),
      await fingerprintOf({ msg: "a", subject: "s" }, { id: "x" }),
    ];
    expect(new Set([one, ...others]).size).toBe(5);
  });

  it("are cut with a mark where they are too long, and never inside a character", async () => {
    const long = "😀".repeat(LIMITS.messageChars);
    expect((await read([long]))[0]?.message).toBe(long);
    expect((await read([`${long}x`]))[0]?.message).toBe(`${long}… (cut)`);
    expect((await read([{ msg: "a", fix: `${long}x` }]))[0]?.fix).toBe(`${long}… (cut)`);
  });

  it("sort the same whatever order they came in", async () => {
    const elements = [
      "b",
      "a",
      { msg: "a", subject: "z" },
      { msg: "b", subject: "y" },
      { msg: "a", severity: "note" },
    ];
    const sorted = (await read(elements)).toSorted(compareFindings);
    const reversed = (await read(elements.toReversed())).toSorted(compareFindings);
    expect(sorted).toEqual(reversed);
    expect(sorted.map(({ message, subject = "" }) => subject + message)).toEqual(["a", "a", "b", "yb", "za"]);
  });

  it("are read of the rules that have to answer only", async () => {
    expect(
      await readFindings([{ result: [{ "main/deny": ["a"] }, { "other/deny": 7 }] }], [rule], "i"),
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
  ])("%j is an error that names rule, place and value", async (list, got) => {
    const reading = read(list);
    await expect(reading).rejects.toThrow(`The rule main (policies/main.rego:7) returned`);
    await expect(reading).rejects.toThrow(got);
    await expect(reading).rejects.toMatchObject({
      code: "policy.shape",
      location: { file: "policies/main.rego", line: 7 },
    });
  });

  it.each([[undefined], [[]], [[{}]], [[{ result: true }]], [[{ result: {} }]], [[{ result: [[]] }]], ["x"]])(
    "a policy that answers %j is undefined, and that is an error",
    async (resultSet) => {
      await expect(readFindings(resultSet, [rule], "i")).rejects.toMatchObject({ code: "policy.undefined" });
    },
  );

  it("a rule that is missing is an error, whatever the others say", async () => {
    await expect(readFindings([{ result: [{ "other/deny": [] }] }], [rule], "i")).rejects.toMatchObject({
      code: "policy.undefined",
      message: expect.stringContaining("main (policies/main.rego:7)") as string,
    });
    const inherited = { ...rule, key: "toString" };
    await expect(readFindings([{ result: [{}] }], [inherited], "i")).rejects.toMatchObject({
      code: "policy.undefined",
    });
  });

  it("a rule that answers twice is an error, since the second answer could hide the first", async () => {
    const twice = [{ result: [{ "main/deny": ["a"] }, { "main/deny": [] }] }];
    await expect(readFindings(twice, [rule], "i")).rejects.toMatchObject({ code: "policy.shape" });
  });

  it("of several rules, the one that returned it is named", async () => {
    const other = { ...rule, id: "other", key: "other/deny", row: 3 };
    const results = [{ result: [{ "main/deny": ["a", "b"] }, { "other/deny": ["c", 7] }] }];
    await expect(readFindings(results, [rule, other], "i")).rejects.toThrow(
      "The rule other (policies/main.rego:3) returned 7,",
    );
  });

  it("too many of them are an error, and no shorter list", async () => {
    const list = Array.from({ length: LIMITS.findingsPerRule + 1 }, (_, index) => `finding ${index}`);
    await expect(read(list)).rejects.toMatchObject({ code: "policy.shape" });
    expect(await read(list.slice(1))).toHaveLength(LIMITS.findingsPerRule);
  });

  it.each(["", "soon", "2027-02-30", "2027-1-3", "2027-01-31T25:00:00Z", "2027-01-31T12:00:00"])(
    "effective_on %j is an error that says what it may be",
    async (text) => {
      const reading = read([{ msg: "a", effective_on: text }]);
      await expect(reading).rejects.toMatchObject({ code: "policy.shape" });
      await expect(reading).rejects.toThrow(`returned "effective_on": ${JSON.stringify(text)}, where a day`);
    },
  );
});

describe("what a result says beside its message", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

  it("is kept under its own names, also those that JavaScript knows", async () => {
    const element: unknown = JSON.parse('{ "msg": "a", "__proto__": { "x": 1 }, "versions": ["1", "2"] }');
    const [found] = await read([element]);
    expect(JSON.stringify(found?.details)).toBe('{"__proto__":{"x":1},"versions":["1","2"]}');
    expect((await read([{ msg: "a" }, "b"])).some((each) => "details" in each)).toBe(false);
  });

  it.each([
    ["large", { files: "x".repeat(LIMITS.findingDetailChars) }, "findingDetailChars"],
    ["deep", { files: nested(LIMITS.findingDetailDepth) }, "findingDetailDepth"],
  ])("is left out where it is too %s, and the finding stays and says so", async (_, details, limit) => {
    const [found] = await read([{ msg: "a", ...details }]);
    expect(found).toMatchObject({ message: "a", detailsLeftOut: expect.stringContaining(limit) as string });
    expect(found).not.toHaveProperty("details");
  });

  it("is left out of the findings that come behind too many others", async () => {
    const each = "x".repeat(LIMITS.findingDetailChars / 2);
    const all = Array.from({ length: 2_000 }, (_, index) => ({ msg: `a ${index}`, each }));
    const found = await read(all);
    const kept = found.filter(({ details }) => details !== undefined).length;
    expect(kept * each.length).toBeLessThanOrEqual(LIMITS.detailChars);
    expect(kept).toBeGreaterThan(500);
    expect(found.at(-1)?.detailsLeftOut).toContain("detailChars");
  });
});

describe("effective_on", () => {
  it("is the finding's own before its rule's", async () => {
    const found = await read(["a", { msg: "b", effective_on: "2027-01-31T00:00:00+14:00" }], {
      effectiveOn: "2026-12-01",
    });
    expect(found.map(({ effectiveOn }) => effectiveOn)).toEqual(["2026-12-01", "2027-01-31T00:00:00+14:00"]);
  });
});
