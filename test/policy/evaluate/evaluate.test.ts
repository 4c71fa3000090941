import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileRego } from "../../../src/policy/compile/compile.ts";
import { compileRequest } from "../../../src/policy/compile/request.ts";
import { type Evaluator, startEvaluator } from "../../../src/policy/evaluate/evaluate.ts";
import { inventory } from "../inventory.ts";

/** One policy that behaves as the image's reference tells it to. */
const POLICY = String.raw`package main

deny contains "found" if input.image.reference == "plain"

deny contains msg if {
	input.image.reference == "sprintf"
	msg := sprintf("%q %v %d %d", ["é", {"b", "a"}, 12345678901234567890, "x"])
}

deny contains $"{data.config.a} {data.settings.main.b}" if input.image.reference == "data"

deny contains conflict if input.image.reference == "conflict"

conflict := "a" if count(input.packages) >= 0

conflict := "b" if count(input.packages) >= 0

deny contains "older" if {
	input.image.reference == "builtin"
	lumogate.version.satisfies("deb", "é", "< 1")
}

deny contains "not older" if {
	input.image.reference == "negated"
	not lumogate.version.satisfies("deb", "é", "< 1")
}

deny contains msg if {
	input.image.reference == "memory"
	some a in numbers.range(1, 2000)
	some b in numbers.range(1, 2000)
	msg := $"{a} {b}"
}

deny contains "never" if {
	input.image.reference == "long"
	many := numbers.range(1, 20000)
	some a in many
	some b in many
	a > b
	b > a
}
`;

const never = new AbortController().signal;
let wasm: Uint8Array<ArrayBuffer>;
const evaluators: Evaluator[] = [];

beforeAll(async () => {
  ({ wasm } = await compileRego(compileRequest([{ path: "policies/é.rego", text: POLICY }])));
});
afterAll(() => Promise.all(evaluators.map((each) => each.close())));

function start(options?: Parameters<typeof startEvaluator>[1]): Evaluator {
  const evaluator = startEvaluator([{ wasm, name: "the rules in policies" }], options);
  evaluators.push(evaluator);
  return evaluator;
}

function evaluate(reference: string, evaluator = start(), data: object = {}, signal = never) {
  const { image, ...rest } = inventory();
  const active = { "main/deny": true };
  return evaluator.evaluate({ ...rest, image: { ...image, reference } }, { active, ...data }, signal);
}

function results(...denied: string[]): unknown {
  return [[{ result: [{ "main/deny": denied }] }]];
}

describe("an evaluation", () => {
  it("answers for every rule, also with nothing", async () => {
    const evaluator = start();
    expect(await evaluate("plain", evaluator)).toEqual(results("found"));
    expect(await evaluate("quiet", evaluator)).toEqual(results());
  });

  it("gives rules the settings and the user's data", async () => {
    const data = { config: { a: "x" }, settings: { main: { b: "y" } } };
    expect(await evaluate("data", start(), data)).toEqual(results("x y"));
  });

  it("has OPA's sprintf, with sets and all digits", async () => {
    expect(await evaluate("sprintf")).toEqual(results('"é" {"a", "b"} 12345678901234567890 %!d(string=x)'));
  });

  it("asks every module, in order", async () => {
    const evaluator = startEvaluator([
      { wasm, name: "one" },
      { wasm, name: "two" },
    ]);
    evaluators.push(evaluator);
    expect(await evaluate("plain", evaluator)).toEqual([
      ...(results("found") as []),
      ...(results("found") as []),
    ]);
  });
});

describe("an evaluation that fails", () => {
  it("says where two rules contradict each other", async () => {
    await expect(evaluate("conflict")).rejects.toMatchObject({
      code: "policy.conflict",
      location: { file: "policies/é.rego", line: 16, column: 1 },
      message: expect.stringContaining("policies/é.rego:16:1: ") as string,
    });
  });

  it.each(["builtin", "negated"])(
    "does not take a built-in that throws for undefined (%s)",
    async (reference) => {
      await expect(evaluate(reference)).rejects.toMatchObject({
        code: "policy.builtin-failed",
        location: { file: "policies/é.rego" },
        message: expect.stringContaining(
          'lumogate.version.satisfies("deb", "é", "< 1") failed: The version "é" cannot be compared with "< 1": "é" is not a Debian version, [epoch:]upstream[-revision]. It happened in the rules in policies.',
        ) as string,
      });
    },
  );

  it("is stopped where it needs too much memory", async () => {
    await expect(evaluate("memory", start({ memoryBytes: 16 * 1024 * 1024 }))).rejects.toMatchObject({
      code: "policy.memory",
      message: expect.stringContaining("the rules in policies") as string,
    });
  });

  it("is stopped at its deadline", async () => {
    await expect(evaluate("long", start({ deadlineMs: 1500 }))).rejects.toMatchObject({
      code: "policy.timeout",
      message: "After 1.5 s, the rules in policies had not finished, and were stopped.",
    });
  });

  it("does not stand in the way of the next one", async () => {
    const evaluator = start();
    await expect(evaluate("builtin", evaluator)).rejects.toThrow("lumogate.version.satisfies");
    expect(await evaluate("plain", evaluator)).toEqual(results("found"));
  });

  it("is stopped when the run is cancelled, for the reason that it was", async () => {
    const run = new AbortController();
    const evaluating = evaluate("long", start(), {}, run.signal);
    run.abort(new Error("cancelled"));
    await expect(evaluating).rejects.toThrow("cancelled");
    await expect(evaluate("plain", start(), {}, run.signal)).rejects.toThrow("cancelled");
  });

  it("names a compiled policy that is damaged", async () => {
    const evaluator = startEvaluator([{ wasm: wasm.slice(0, 1000), name: "the rules in policies" }]);
    evaluators.push(evaluator);
    await expect(evaluate("plain", evaluator)).rejects.toMatchObject({
      code: "policy.evaluation",
      message: expect.stringContaining("The compiled policy is damaged") as string,
    });
  });
});
