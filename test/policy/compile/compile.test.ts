import { loadPolicy } from "@open-policy-agent/opa-wasm";
import { describe, expect, test, vi } from "vitest";
import type { LumogateError } from "../../../src/model/error.ts";
import { compileRego } from "../../../src/policy/compile/compile.ts";
import { ruleKey } from "../../../src/policy/compile/contract.ts";
import { requestOf } from "./requests.ts";

// A compilation takes a second where the machine is idle, and it seldom is: each test asks for one only.
vi.setConfig({ testTimeout: 120_000 });

const NOTHING = requestOf({ "a.rego": 'package a\n\ndeny contains "x"' });

async function errorOf(promise: Promise<unknown>): Promise<LumogateError> {
  return promise.then(
    () => expect.unreachable("it was compiled"),
    (error: unknown) => error as LumogateError,
  );
}

describe("a policy that compiles", () => {
  test("tells its rules, and evaluates all of them at once", async () => {
    const { rules, wasm } = await compileRego(
      requestOf({
        "policy/packages.rego": `# METADATA
# title: Packages that we ban
package lumogate.packages

import data.lib

# METADATA
# description: Nobody needs telnet.
# custom:
#   fix: apt-get purge
deny_banned contains {"msg": msg, "subject": p.purl} if {
	some p in input.packages
	lib.banned(p)
	msg := sprintf("%s %q is banned", [p.name, p.version])
}

warn contains $"{input.os.id} is not debian" if input.os.id != "debian"
`,
        "policy/lib.rego": `package lib

banned(p) if {
	p.name in data.config.banned
	not input.config.labels["org.example.exempt"]
	lumogate.version.satisfies(p.type, p.version, "< 3")
}
`,
      }),
    );

    expect(rules).toEqual([
      {
        id: "packages",
        package: "lumogate.packages",
        name: "warn",
        severity: "warning",
        file: "policy/packages.rego",
        row: 17,
        title: "Packages that we ban",
        reads: ["os"],
        dataRefs: [],
      },
      {
        id: "packages.banned",
        package: "lumogate.packages",
        name: "deny_banned",
        severity: "error",
        file: "policy/packages.rego",
        row: 11,
        title: "Packages that we ban",
        description: "Nobody needs telnet.",
        custom: { fix: "apt-get purge" },
        reads: ["config", "packages"],
        dataRefs: [{ path: ["banned"], file: "policy/lib.rego", row: 4, col: 12 }],
      },
    ]);

    const asked: unknown[] = [];
    const policy = await loadPolicy(wasm, 5, {
      "lumogate.host.sprintf": (format: string, values: readonly unknown[]) =>
        `${format} ${values.join(" ")}`,
      "lumogate.host.lumogate.version.satisfies": (...args: readonly unknown[]) => asked.push(args) > 0,
    });
    policy.setData({
      config: { banned: ["telnet"] },
      active: Object.fromEntries(rules.map((rule) => [ruleKey(rule), true])),
    });
    const results: unknown = policy.evaluate({
      os: { id: "alpine" },
      config: { labels: {} },
      packages: [
        { type: "apk", name: "telnet", version: "1.2", purl: "pkg:apk/alpine/telnet@1.2" },
        { type: "apk", name: "musl", version: "1.2", purl: "pkg:apk/alpine/musl@1.2" },
      ],
    });
    expect(results).toEqual([
      {
        result: [
          { "lumogate.packages/warn": ["alpine is not debian"] },
          {
            "lumogate.packages/deny_banned": [
              { msg: "%s %q is banned telnet 1.2", subject: "pkg:apk/alpine/telnet@1.2" },
            ],
          },
        ],
      },
    ]);
    expect(asked).toEqual([["apk", "1.2", "< 3", "policy/lib.rego:6"]]);
    expect(rules.map(ruleKey)).toEqual(["lumogate.packages/warn", "lumogate.packages/deny_banned"]);
  });

  test("finds by a walk what lies deep in the inventory", async () => {
    const { wasm } = await compileRego(
      requestOf({
        "a.rego": 'package a\n\ndeny contains "x" if {\n\twalk(input, [_, v])\n\tv == "telnet"\n}\n',
      }),
    );
    const policy = await loadPolicy(wasm);
    policy.setData({ active: { "a/deny": true } });
    expect(policy.evaluate({ packages: [{ name: "telnet" }] })).toEqual([{ result: [{ "a/deny": ["x"] }] }]);
    expect(policy.evaluate({ packages: [{ name: "musl" }] })).toEqual([{ result: [{ "a/deny": [] }] }]);
  });

  test("does not evaluate a rule that is not active, whatever it would do", async () => {
    const { wasm } = await compileRego(
      requestOf({
        "a.rego": `package a

deny_long contains "x" if {
	many := numbers.range(1, 20000)
	some a in many
	some b in many
	a > b
	b > a
}

conflict := "a" if count(input) >= 0

conflict := "b" if count(input) >= 0

deny_conflict contains conflict

deny_fine contains "fine"
`,
      }),
    );
    const policy = await loadPolicy(wasm);
    policy.setData({ active: { "a/deny_fine": true, "a/deny_long": false } });
    expect(policy.evaluate({})).toEqual([{ result: [{}, { "a/deny_fine": ["fine"] }, {}] }]);
    policy.setData({ active: { "a/deny_conflict": true } });
    expect(() => policy.evaluate({})).toThrow("a.rego:13:1");
    policy.setData({});
    expect(policy.evaluate({})).toEqual([{ result: [{}, {}, {}] }]);
  });
});

describe("a policy of conftest's", () => {
  test("takes back by its exceptions what a rule finds, all of it, and answers all the same", async () => {
    const request = requestOf({
      "a.rego": `package main

deny[msg] { msg := "bare" }

deny_old[msg] { msg := "old" }

warn_other[msg] { msg := "other" }

exception[rules] {
	input.scope == "os"
	rules := ["", "old"]
}
`,
    });
    const { wasm, rules } = await compileRego({
      ...request,
      modules: request.modules.map((module) => ({ ...module, regoVersion: "v0" })),
    });
    const policy = await loadPolicy(wasm);
    policy.setData({ active: Object.fromEntries(rules.map((rule) => [ruleKey(rule), true])) });
    const answers = (input: object): unknown => {
      const [{ result }] = policy.evaluate(input) as [{ result: object[] }];
      return Object.assign({}, ...result);
    };
    expect(answers({ scope: "all" })).toEqual({
      "main/deny": ["bare"],
      "main/deny_old": ["old"],
      "main/warn_other": ["other"],
    });
    expect(answers({ scope: "os" })).toEqual({
      "main/deny": [],
      "main/deny_old": [],
      "main/warn_other": ["other"],
    });
  });
});

describe("a policy that does not compile", () => {
  test("is one error that lists everything, with the code and the place of the first", async () => {
    const error = await errorOf(
      compileRego(
        requestOf({
          "rules/b.rego": 'package b\n\nwarn := 1\n\ndeny contains "x" if input.pakages[_]',
          "rules/a.rego":
            'package a\n\ndeny contains "x" if {\n\tsome p in input.packages\n\tp.nmae == "x"\n}',
        }),
      ),
    );
    expect(error.code).toBe("policy.type");
    expect(error.message.split("\n")).toEqual([
      expect.stringMatching(/^rules\/a\.rego:5:2: undefined ref: p\.nmae \(did you mean name\?\); there is /),
      expect.stringMatching(/^rules\/b\.rego:3:1: warn is one value/),
      expect.stringMatching(
        /^rules\/b\.rego:5:22: undefined ref: input\.pakages\[_\] \(did you mean packages\?\)/,
      ),
    ]);
    expect(error.location).toEqual({ file: "rules/a.rego", line: 5, column: 2 });
    expect(error.hint).toContain("warn contains msg if");
  });

  test("says the place of a single error once", async () => {
    const error = await errorOf(compileRego(requestOf({ "a.rego": "package a\n\ndeny := true" })));
    expect(error.message).toMatch(/^deny is one value/);
    expect(error.location).toEqual({ file: "a.rego", line: 3, column: 1 });
  });

  test("lists 20 errors and counts the others", async () => {
    const lines = Array.from({ length: 25 }, () => 'deny contains "x" if input.nope');
    const error = await errorOf(compileRego(requestOf({ "a.rego": `package a\n${lines.join("\n")}` })));
    expect(error.message.split("\n")).toHaveLength(21);
    expect(error.message).toMatch(/a\.rego:21:22: .*\nand 5 more$/);
  });

  test("has no place where the policy as a whole is meant", async () => {
    const error = await errorOf(compileRego(requestOf({ "a.rego": "package a\n\nallow := true" })));
    expect(error.code).toBe("policy.no-rules");
    expect(error.message).toBe("the policy has no rule that lumogate evaluates: looked in package a");
    expect(error.location).toBeUndefined();
  });
});

describe("a compiler that gives no answer", () => {
  test("is stopped at the deadline", async () => {
    const error = await errorOf(compileRego(NOTHING, { deadlineMs: 20 }));
    expect(error).toMatchObject({ name: "LumogateError", code: "policy.timeout" });
    expect(error.message).toContain("0.02 s");
  });

  test("is stopped when the run is cancelled, for that reason", async () => {
    const reason = new Error("SIGINT");
    const controller = new AbortController();
    const compiling = errorOf(compileRego(NOTHING, { signal: controller.signal }));
    controller.abort(reason);
    expect(await compiling).toBe(reason);
    expect(await errorOf(compileRego(NOTHING, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });

  test("is reported as broken, with its own words", async () => {
    const twice = [...NOTHING.modules, ...NOTHING.modules];
    const error = await errorOf(compileRego({ ...NOTHING, modules: twice }));
    expect(error.code).toBe("policy.compiler");
    expect(error.message).toContain('two modules have the path "a.rego"');
  });
});
