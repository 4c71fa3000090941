import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { preparePolicy } from "../../../src/policy/index.ts";
import { debian, inventory } from "../inventory.ts";

const folder = await mkdtemp(path.join(tmpdir(), "lumogate-user-"));
afterAll(() => rm(folder, { recursive: true }));

/** As conftest's users wrote it before OPA 1.0. */
const OLD = `package main

deny[msg] {
	input.packages[_].name == "telnet"
	msg := "telnet is old"
}
`;

it("rules in Rego of before 1.0 judge where the configuration says that they are, beside others", async () => {
  await writeFile(path.join(folder, "old.rego"), OLD);
  await writeFile(
    path.join(folder, "new.rego"),
    'package team.new\n\ndeny contains "new" if input.packages[_].name == "telnet"\n',
  );
  await writeFile(path.join(folder, "lumogate.yaml"), "policies: [{ path: old.rego, rego: v0 }, new.rego]\n");
  const { policies: paths, ...config } = await loadConfig(undefined, folder);
  const request = {
    ...config,
    bundles: [],
    extends: "none",
    scope: "all",
    baseDirectory: folder,
    effectiveTime: new Date(0),
    signal: new AbortController().signal,
  } as const;
  const policy = await preparePolicy({ ...request, paths });
  const found = await policy.judge(inventory({ packages: [debian("telnet", "1")] }), "example");
  await policy.close();
  expect(found.map(({ rule, message }) => [rule, message])).toEqual([
    ["main", "telnet is old"],
    ["team.new", "new"],
  ]);
  await expect(preparePolicy({ ...request, paths: ["old.rego"] })).rejects.toMatchObject({
    code: "policy.parse",
  });
});
