import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BUILTIN_DECLARATIONS } from "../../../src/policy/builtins/index.ts";
import { goJson } from "../../../src/policy/builtins/values/json-text.ts";
import { parseRegoValue } from "../../../src/policy/builtins/values/rego-value.ts";
import { evaluateModule } from "../../../src/policy/evaluate/host.ts";
import { LumogateError } from "../../../src/model/error.ts";
import { askOracle, goIsAbsent, hasGo } from "./oracle.ts";

/** One of OPA's test cases, and what OPA makes of it where failed calls are errors. */
interface Case {
  readonly note: string;
  readonly query: string;
  readonly modules: readonly string[] | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly input?: string;
  readonly results: readonly string[] | null;
  readonly error?: string;
}

const COMPILER = path.resolve("node_modules/.cache/lumogate/rego-compiler.test");
/** What the host answers, and what policy.wasm does. */
const FUNCTIONS = [
  ...BUILTIN_DECLARATIONS.opaBuiltins,
  ...readFileSync("rego-compiler/native_builtins.txt", "utf8").trim().split("\n"),
];
/** What is an error for OPA, too. */
const FAILURES = new Set(["policy.builtin-failed", "policy.conflict"]);
/**
 * Fail in WebAssembly, which is no pass either: a number of more than 64 bits there, and bytes that are not UTF-8. Differ, but not
 * by what functions answer: blanks in a key that is no text, and what stands in a function's place by `with`.
 */
const KNOWN = new Set([
  "strings/format_int: bignum exact (>64-bit integer, all bases + negative)",
  "aggregates/count with invalid utf-8 chars (0xFFFD)",
  "walkbuiltin/array path not overwritten",
  "withkeyword/builtin-value: arity-1, input must still be defined",
  "withkeyword/builtin: nested, mock function calls original",
]);

describe.runIf(hasGo)(`OPA's test cases, compiled and evaluated as policies are ${goIsAbsent}`, () => {
  it("give what OPA gives, or fail where OPA's strict evaluation fails", { timeout: 300_000 }, async () => {
    const cases = askOracle<Case>(["cases"]).filter(callsFunction);
    const compiled = compileAll(cases);
    expect(compiled).toHaveLength(cases.length);
    const differing: string[] = [];
    let compared = 0;
    for (const [index, each] of cases.entries()) {
      const wasm = compiled[index];
      // What OPA's tests do and the gate does not: deprecated functions, constants of wrong types.
      if (wasm === undefined) continue;
      compared++;
      const [ours, theirs] = [await evaluate(each, wasm), expected(each)];
      if (ours !== theirs) differing.push(`${each.note}\n  lumogate: ${ours}\n  OPA:      ${theirs}`);
    }
    expect(differing.join("\n")).toBe("");
    expect(compared).toBeGreaterThan(600);
  });
});

/** True for cases that call a function. */
function callsFunction({ note, query, modules }: Case): boolean {
  const text = (modules ?? []).join("\n");
  return /\bx\b/.test(query) && !KNOWN.has(note) && FUNCTIONS.some((name) => text.includes(`${name}(`));
}

/** All in one process: the compiler's own tests, built as a program that answers a request a line. */
function compileAll(cases: readonly Case[]): (Uint8Array<ArrayBuffer> | undefined)[] {
  const built = spawnSync("go", ["test", "-c", "-o", COMPILER, "."], {
    cwd: "rego-compiler",
    encoding: "utf8",
  });
  expect(built.status, built.stderr).toBe(0);
  const { status, stdout, stderr } = spawnSync(COMPILER, {
    input: cases.map((each) => JSON.stringify(requestOf(each))).join("\n"),
    env: { ...process.env, ANSWER_LINES: "1" },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(status, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { wasm } = JSON.parse(line) as { readonly wasm?: string };
      return wasm === undefined ? undefined : new Uint8Array(Buffer.from(wasm, "base64"));
    });
}

function requestOf({ query, modules }: Case): object {
  const texts = [...(modules ?? []), `package lumo_e2e\n\ndeny contains x if {\n\t${query}\n}\n`];
  return {
    command: "build",
    ...BUILTIN_DECLARATIONS,
    onDemand: [],
    modules: texts.map((text, index) => ({ path: `test-${index}.rego`, text })),
  };
}

function bytes(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text)).buffer;
}

/** The values of x as JSON, or "error". */
async function evaluate({ data, input = "{}" }: Case, wasm: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    const found = (await evaluateModule(await WebAssembly.compile(wasm), {
      input: bytes(goJson(parseRegoValue(input))),
      data: bytes(JSON.stringify({ ...data, active: { "lumo_e2e/deny": true } })),
      memoryBytes: 1 << 28,
      nowNs: 0n,
    })) as readonly { readonly result: readonly Readonly<Record<string, unknown>>[] }[];
    const values = found[0]?.result.flatMap((each) => each["lumo_e2e/deny"] ?? []) ?? [];
    return listed(values.map((each) => JSON.stringify(each)));
  } catch (error) {
    if (error instanceof LumogateError && FAILURES.has(error.code)) return "error";
    throw error;
  }
}

function expected({ results, error }: Case): string {
  return error === undefined ? listed((results ?? []).map((each) => goJson(parseRegoValue(each)))) : "error";
}

/** Each once, in order. Results are JSON, which knows no sets: lists are compared without their order, numbers as doubles. */
function listed(values: readonly string[]): string {
  return JSON.stringify(
    [...new Set(values.map((each) => JSON.stringify(loose(JSON.parse(each)))))].toSorted(),
  );
}

function loose(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(loose(item))).toSorted();
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, item]) => [key, loose(item)]));
}
