import * as opaWasm from "@open-policy-agent/opa-wasm";
import { LumogateError, messageOf } from "../model/error.ts";
import { BUILTINS, HIDDEN_BUILTINS } from "./builtins/index.ts";
import { parseRegoValue } from "./builtins/rego-value.ts";
import { BARE_HOST_CALL, HOST_CALL } from "./compile/contract.ts";

/**
 * Hosts one evaluation of a compiled policy. The imports are our own and not the SDK's: its errors are garbled where
 * they hold more than ASCII, its built-ins see rounded numbers and no sets, and its sprintf cannot be replaced.
 * The contract with the module is OPA's WebAssembly ABI 1.2, https://www.openpolicyagent.org/docs/wasm.
 */

/** The SDK's types declare a named export; at run time (1.10.0) the class hangs on the default one. */
const { LoadedPolicy } = (opaWasm as unknown as { readonly default: typeof opaWasm }).default;

const PAGE_BYTES = 64 * 1024;

/** What a compiled policy exports, as far as it is called from here. */
interface PolicyExports {
  readonly opa_wasm_abi_version: WebAssembly.Global;
  readonly opa_wasm_abi_minor_version: WebAssembly.Global;
  builtins(): number;
  opa_json_dump(value: number): number;
  opa_value_dump(value: number): number;
  opa_malloc(bytes: number): number;
  opa_json_parse(text: number, bytes: number): number;
}

export interface EvaluationInput {
  /** `input` as JSON. */
  readonly input: ArrayBuffer;
  /** `data` as JSON. */
  readonly data: ArrayBuffer;
  /** The most WebAssembly memory. */
  readonly memoryBytes: number;
}

/**
 * Evaluates the module's one entry point, in an instance and a memory of its own: nothing of one image is left for
 * the next.
 *
 * @returns the SDK's result set, `[{ result }]`; an empty list where the policy is undefined
 * @throws LumogateError `policy.conflict`, `policy.memory`, `policy.builtin-failed`, `policy.evaluation`
 */
export async function evaluateModule(module: WebAssembly.Module, request: EvaluationInput): Promise<unknown> {
  try {
    const memory = new WebAssembly.Memory({
      initial: 5,
      maximum: Math.floor(request.memoryBytes / PAGE_BYTES),
    });
    const link: Link = { memory, exports: undefined, builtins: [] };
    const instance = await WebAssembly.instantiate(module, { env: imports(link) });
    const exports = instance.exports as unknown as PolicyExports;
    link.exports = exports;
    link.builtins = builtinsById(readText(memory, exports.opa_json_dump(exports.builtins())));
    const minor = Number(exports.opa_wasm_abi_minor_version.value);
    if (exports.opa_wasm_abi_version.value !== 1 || !(minor >= 2))
      throw new Error("its ABI is not 1.2 or later");
    const policy = new LoadedPolicy({ module, instance }, memory, minor);
    policy.setData(request.data);
    return policy.evaluate(request.input) as unknown;
  } catch (cause) {
    throw evaluationError(cause);
  }
}

/** What the imported functions need; the exports come after them. */
interface Link {
  readonly memory: WebAssembly.Memory;
  exports: PolicyExports | undefined;
  /** Names by the module's own numbers. */
  builtins: readonly string[];
}

/** The module stopped itself: a conflict between rules, or no memory left. */
class Abort extends Error {}

function imports(link: Link): Readonly<Record<string, unknown>> {
  const call = (id: number, _context: number, ...args: number[]): number => callBuiltin(link, id, args);
  return {
    memory: link.memory,
    opa_abort: (address: number) => {
      throw new Abort(readText(link.memory, address));
    },
    // Where print statements go; the compiler erases them.
    opa_println: () => {},
    opa_builtin0: call,
    opa_builtin1: call,
    opa_builtin2: call,
    opa_builtin3: call,
    opa_builtin4: call,
  };
}

/** Calls a host built-in. What it throws goes through the module as it is, and ends the evaluation. */
function callBuiltin({ memory, exports, builtins }: Link, id: number, addresses: readonly number[]): number {
  const called = builtins[id] ?? `number ${id}`;
  const name = called.startsWith(HOST_CALL)
    ? called.slice(HOST_CALL.length)
    : called.slice(BARE_HOST_CALL.length);
  try {
    const builtin = [...BUILTINS, ...HIDDEN_BUILTINS].find((each) => each.name === name);
    if (builtin === undefined || exports === undefined) throw new Error("lumogate does not have it");
    const values = addresses.map((address) =>
      parseRegoValue(readText(memory, exports.opa_value_dump(address))),
    );
    const args = called.startsWith(HOST_CALL) ? values.slice(0, -1) : values;
    return writeJson(memory, exports, builtin.answer(...args));
  } catch (cause) {
    if (cause instanceof Abort) throw cause;
    throw new LumogateError(
      "policy.builtin-failed",
      `The built-in function ${name} failed: ${sentence(cause)}`,
      {
        ...(cause instanceof LumogateError && cause.hint !== undefined ? { hint: cause.hint } : {}),
        cause,
      },
    );
  }
}

function builtinsById(json: string): string[] {
  const names: string[] = [];
  for (const [name, id] of Object.entries(JSON.parse(json) as Record<string, number>)) names[id] = name;
  return names;
}

function readText(memory: WebAssembly.Memory, address: number): string {
  const bytes = new Uint8Array(memory.buffer, address);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

function writeJson(memory: WebAssembly.Memory, exports: PolicyExports, value: unknown): number {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const address = exports.opa_malloc(bytes.length);
  new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
  return exports.opa_json_parse(address, bytes.length);
}

/** Whatever came out of the module as an error with a code. The SDK throws strings, too. */
function evaluationError(cause: unknown): LumogateError {
  if (cause instanceof LumogateError) return cause;
  const text = messageOf(cause);
  const [, file, row, column, problem] =
    /^(.+?):(\d+):(\d+): (.*)$/s.exec(cause instanceof Abort ? text : "") ?? [];
  if (file !== undefined && problem !== undefined) {
    return new LumogateError(
      "policy.conflict",
      `${file}:${row}:${column}: ${problem}: one rule or function gave two different values.`,
      {
        location: { file, line: Number(row), column: Number(column) },
        hint: "Make the conditions exclude each other, or collect the values in a set with contains.",
      },
    );
  }
  if (/memory|malloc|Array buffer allocation|string longer/i.test(text) && !/out of bounds/.test(text)) {
    return new LumogateError("policy.memory", `The policy needs more memory than it may have: ${text}.`, {
      hint: "Look for rules that build large values, such as every pair of two packages.",
    });
  }
  return new LumogateError(
    "policy.evaluation",
    `The policy broke while it was evaluated: ${sentence(cause)}`,
    { cause },
  );
}

function sentence(cause: unknown): string {
  const text = messageOf(cause).trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
