import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { compileRego } from "../../../src/policy/compile/compile.ts";
import { compileRequest } from "../../../src/policy/compile/request.ts";
import { type Evaluator, startEvaluator } from "../../../src/policy/evaluate/evaluate.ts";
import { moduleNumber, startAhead, takeThread } from "../../../src/policy/evaluate/thread.ts";

const never = new AbortController().signal;
const data = { config: {}, settings: {}, active: { "main/deny": true } };
let wasm: Uint8Array<ArrayBuffer>;
let evaluator: Evaluator | undefined;

beforeAll(async () => {
  const text = 'package main\n\ndeny contains input.image.reference if input.image.reference != ""';
  ({ wasm } = await compileRego(compileRequest([{ path: "a.rego", text }])));
});
afterEach(() => evaluator?.close());

async function evaluate(): Promise<unknown> {
  evaluator = startEvaluator([{ wasm, name: "the rules" }]);
  return evaluator.evaluate({ image: { reference: "a" } }, data, never);
}

describe("a thread that is started ahead", () => {
  it("judges as one that is not", async () => {
    const expected = await evaluate();
    await evaluator?.close();
    startAhead({ wasm, memoryBytes: LIMITS.evaluateBytes });
    expect(await evaluate()).toEqual(expected);
    expect(JSON.stringify(expected)).toContain('"a"');
  });

  it("is of use to who wants another module, and the one that nobody asks for may be damaged", async () => {
    startAhead({ wasm: wasm.slice(0, 100), memoryBytes: LIMITS.evaluateBytes });
    expect(JSON.stringify(await evaluate())).toContain('"a"');
  });

  it("has another module ready for another bound of memory", async () => {
    const thread = takeThread();
    const numbers = [1, 2, 1].map((pages) => moduleNumber(thread, { wasm, memoryBytes: pages * 65536 }));
    await thread.worker.terminate();
    expect(numbers).toEqual([0, 1, 0]);
  });

  it("is taken once", async () => {
    startAhead({ wasm, memoryBytes: LIMITS.evaluateBytes });
    const [first, second] = [takeThread(), takeThread()];
    await Promise.all([first.worker.terminate(), second.worker.terminate()]);
    expect(first.added).toHaveLength(1);
    expect(second.added).toHaveLength(0);
  });
});
