import * as opaWasm from "@open-policy-agent/opa-wasm";

/**
 * A running instance of a compiled policy, evaluated by OPA's JavaScript SDK. What the module imports is ours and not the
 * SDK's: that one garbles errors that hold more than ASCII, hands functions rounded numbers and no sets, has a sprintf of its
 * own, and keeps all that passes between module and host in memory.
 *
 * The contract with the module is OPA's WebAssembly ABI 1.2, https://www.openpolicyagent.org/docs/wasm.
 */

/** The SDK's types declare a named export; at run time (1.10.0) the class hangs on the default one. */
const { LoadedPolicy } = (opaWasm as unknown as { readonly default: typeof opaWasm }).default;

const PAGE_BYTES = 64 * 1024;

/** What a compiled policy exports, as far as it is called from here. Addresses are of its memory. */
interface Exports {
  readonly opa_wasm_abi_version: WebAssembly.Global;
  readonly opa_wasm_abi_minor_version: WebAssembly.Global;
  builtins(): number;
  opa_json_dump(value: number): number;
  opa_value_dump(value: number): number;
  opa_malloc(bytes: number): number;
  opa_free(address: number): void;
  opa_heap_ptr_get(): number;
  opa_value_parse(text: number, bytes: number): number;
}

/** The module stopped itself: a conflict between rules, or no memory left. */
export class PolicyAbort extends Error {}

export interface PolicyInstance {
  /** The numbers of the functions that it wants of its host, by name. */
  readonly builtins: Readonly<Record<string, number>>;
  /** Once: what a first evaluation leaves in memory is in the way of a second. @returns the result set */
  evaluate(documents: { readonly input: ArrayBuffer; readonly data: ArrayBuffer }): unknown;
}

/**
 * @param call answers a function by its number: Rego text in, Rego text out; what it throws ends the evaluation as it is
 * @throws PolicyAbort, from `evaluate` too
 */
export async function instantiate(
  module: WebAssembly.Module,
  memoryBytes: number,
  call: (id: number, args: readonly string[]) => string,
): Promise<PolicyInstance> {
  const maximum = Math.floor(memoryBytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: Math.min(FIRST_PAGES, maximum), maximum });
  let exports: Exports | undefined;
  const answer = (id: number, _context: number, ...addresses: readonly number[]): number => {
    if (exports === undefined) throw new Error("it asks before it runs");
    const running = exports;
    makeRoom(memory, running, maximum);
    const args = addresses.map((address) => takeText(memory, running, running.opa_value_dump(address)));
    return writeValue(memory, running, call(id, args));
  };
  const instance = await WebAssembly.instantiate(module, {
    env: {
      memory,
      opa_abort: (address: number) => {
        throw new PolicyAbort(readText(memory, address));
      },
      // Where print statements go; the compiler erases them.
      opa_println: () => {},
      opa_builtin0: answer,
      opa_builtin1: answer,
      opa_builtin2: answer,
      opa_builtin3: answer,
      opa_builtin4: answer,
    },
  });
  const ready = instance.exports as unknown as Exports;
  exports = ready;
  const minor = Number(ready.opa_wasm_abi_minor_version.value);
  if (ready.opa_wasm_abi_version.value !== 1 || !(minor >= 2)) throw new Error("its ABI is not 1.2 or later");
  return {
    builtins: JSON.parse(takeText(memory, ready, ready.opa_json_dump(ready.builtins()))) as Record<
      string,
      number
    >,
    evaluate({ input, data }) {
      const policy = new LoadedPolicy({ module, instance }, memory, minor);
      policy.setData(data);
      return policy.evaluate(input) as unknown;
    },
  };
}

/**
 * Memory that nobody has written to yet costs nothing. Left to itself, the module asks for one page at a time, and each time
 * V8 counts all of the memory as new and collects garbage.
 */
const FIRST_PAGES = 1024;

/** Before the module would have to ask for a page: a quarter more. */
function makeRoom(memory: WebAssembly.Memory, exports: Exports, maximum: number): void {
  const pages = memory.buffer.byteLength / PAGE_BYTES;
  const left = pages - exports.opa_heap_ptr_get() / PAGE_BYTES;
  if (left < pages / 16) memory.grow(Math.min(Math.ceil(pages / 4), maximum - pages));
}

/** Reads a text that the module made for us, and gives its memory back. */
function takeText(memory: WebAssembly.Memory, exports: Exports, address: number): string {
  const text = readText(memory, address);
  exports.opa_free(address);
  return text;
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();

function readText(memory: WebAssembly.Memory, address: number): string {
  const bytes = new Uint8Array(memory.buffer, address);
  return DECODER.decode(bytes.subarray(0, bytes.indexOf(0)));
}

/** The module copies what it reads. */
function writeValue(memory: WebAssembly.Memory, exports: Exports, text: string): number {
  const bytes = ENCODER.encode(text);
  const address = writeBytes(memory, exports, bytes);
  const value = exports.opa_value_parse(address, bytes.length);
  exports.opa_free(address);
  if (value === 0) throw new Error("it cannot read the answer of a function");
  return value;
}

function writeBytes(memory: WebAssembly.Memory, exports: Exports, bytes: Uint8Array): number {
  const address = exports.opa_malloc(bytes.length);
  new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
  return address;
}
