import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { policyTest } from "../../../src/commands/policy/test.ts";
import type { PolicyTestReport } from "../../../src/model/policy-test.ts";
import { policyTestTable } from "../../../src/reporters/policy-test-table.ts";
import { commandContext } from "../../support/command-context.ts";
import { temporaryFolder } from "../../support/folder.ts";

const RULES = `package a

deny contains msg if {
	input.config.user == "root"
	msg := "root"
}

old if time.now_ns() > 0
`;
const TESTS = `package a_test

import data.a

test_root if a.deny == {"root"} with input as {"config": {"user": "root"}}
`;

interface Ran {
  readonly code: number;
  readonly report: PolicyTestReport;
}

async function ran(tests: string, ...args: readonly string[]): Promise<Ran> {
  const folder = temporaryFolder();
  await writeFile(path.join(folder, "a.rego"), RULES);
  await writeFile(path.join(folder, "a_test.rego"), tests);
  const output = path.join(folder, "out.json");
  const code = await policyTest(["--output", `json=${output}`, ...args, "."], commandContext(folder));
  return { code, report: JSON.parse(await readFile(output, "utf8")) as PolicyTestReport };
}

test("tests that pass are exit code 0, and a part of an inventory is input enough", async () => {
  const { code, report } = await ran(TESTS);
  expect(code).toBe(0);
  expect(report.counts).toEqual({ passed: 1, failed: 0, error: 0, todo: 0 });
});

test("lines that no test reached fail it where they are demanded", async () => {
  const { code, report } = await ran(TESTS, "--coverage", "100");
  expect(code).toBe(1);
  expect(report.coverage.files).toEqual([{ file: "a.rego", lines: 4, missed: [[8, 8]], percent: 75 }]);
});

test("lumogate's own functions answer in tests as in the gate, sets and digits included", async () => {
  const { report } = await ran(`package a_test

test_version if lumogate.version.satisfies("deb", "1:1.0~rc1", "< 1:1.0")

test_purl if lumogate.purl.parse("pkg:deb/debian/a@1").namespace == "debian"

test_type_unknown if not lumogate.version.satisfies("nothing", "1", "< 2")
`);
  expect(report.tests.map(({ outcome }) => outcome)).toEqual(["passed", "passed", "error"]);
  expect(report.tests[2]?.error).toMatchObject({ code: "policy.builtin-failed", row: 7 });
});

test("the clock of a test stands where the run says", async () => {
  const pinned = `package a_test\n\ntest_now if time.now_ns() == ${BigInt(Date.UTC(2025, 0, 2)) * 1_000_000n}\n`;
  expect(await ran(pinned, "--effective-time", "2025-01-02")).toMatchObject({ code: 0 });
  expect(await ran(pinned)).toMatchObject({ code: 1 });
});

test.each([
  ["no test at all", "package a_test\n", []],
  ["none whose name is asked for", TESTS, ["--run", "test_other$"]],
])("%s is no pass", async (_title, tests, args) => {
  await expect(ran(tests, ...args)).rejects.toMatchObject({ code: "policy.no-tests" });
});

test("tests that are only to be written later are no pass", async () => {
  expect(await ran("package a_test\n\ntodo_test_x if true\n")).toMatchObject({ code: 1 });
});

test("a failure is told with its place and with what was there", async () => {
  const { code, report } = await ran(TESTS.replace('== {"root"}', '== {"toor"}'));
  const table = policyTestTable.render(report, { colour: false });
  expect(code).toBe(1);
  expect(table).toContain("a_test.rego:5");
  expect(table).toContain('a.deny = {"root"}');
  const long = policyTestTable.render(
    (await ran(TESTS.replace('== {"root"} with', '== {"toor"}\n\t\twith'))).report,
    { colour: false },
  );
  expect(long).not.toContain("\\t");
  expect(table.trimEnd().split("\n").at(-1)).toBe("FAIL: 1 failed; coverage 75 %. Exit code 1.");
});

test("a test that never ends is named", async () => {
  const endless =
    "test_endless if count([1 | some i in numbers.range(1, 100000); some j in numbers.range(1, 100000); i == j + 200000]) == 1";
  await expect(ran(`package a_test\n\n${endless}\n`)).rejects.toMatchObject({
    code: "policy.timeout",
    message: expect.stringContaining("data.a_test.test_endless") as string,
  });
}, 60_000);

test("tests without their rules are not run, since nothing would be what they expect", async () => {
  const folder = temporaryFolder();
  await writeFile(path.join(folder, "a_test.rego"), TESTS);
  await expect(policyTest(["a_test.rego"], commandContext(folder))).rejects.toMatchObject({
    code: "policy.no-rules",
    message: "There are tests in a_test.rego, but no rules.",
  });
});
