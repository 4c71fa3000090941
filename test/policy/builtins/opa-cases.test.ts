import { sample } from "fast-check";
import { describe, expect, it } from "vitest";
import { BUILTIN_DECLARATIONS } from "../../../src/policy/builtins/index.ts";
import { unlisted } from "./comparison.ts";
import { askOracle, goIsAbsent, hasGo, type OpaAnswer, type RecordedCall } from "./oracle.ts";
import { ELSEWHERE, RANDOM_CALLS, RANDOM_NAMES } from "./random-calls.ts";

const NAMES = BUILTIN_DECLARATIONS.opaBuiltins;

describe.runIf(hasGo)(`beside OPA's evaluator ${goIsAbsent}`, () => {
  it(
    "answers every call in OPA's own test cases as OPA does, but for what is listed",
    { timeout: 120_000 },
    async () => {
      const calls = askOracle<RecordedCall>(["calls", ...NAMES]);
      expect((await unlisted(calls)).join("\n")).toBe("");
      const tried = new Set(calls.map(({ name }) => name));
      expect(NAMES.filter((name) => !tried.has(name))).toEqual([]);
    },
  );

  it("answers random calls as OPA does, but for what is listed", { timeout: 120_000 }, async () => {
    const calls = RANDOM_CALLS.flatMap((each) =>
      sample(each, {
        seed: 20_260_228,
        numRuns: 300,
      }),
    );
    const answers = askOracle<OpaAnswer>(["answer"], calls);
    expect(answers).toHaveLength(calls.length);
    expect((await unlisted(calls.map((call, index) => ({ ...call, ...answers[index] })))).join("\n")).toBe(
      "",
    );
  });

  it("has random calls of every function", () => {
    expect([...RANDOM_NAMES, ...ELSEWHERE].toSorted()).toEqual([...NAMES]);
  });
});
