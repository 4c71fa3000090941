import { messageOf } from "../../model/error.ts";
import { type Answerer, loadBuiltins } from "../builtins/index.ts";
import { wasmText } from "../builtins/values/json-text.ts";
import { parseRegoValue } from "../builtins/values/rego-value.ts";

/** What the Rego compiler asks of lumogate while it runs tests: rego-compiler/ask_host.go has the other side. */
interface Question {
  readonly name: string;
  /** As Rego text: JSON, and sets. */
  readonly args: readonly string[];
  readonly nowNs: string;
}

export interface HostCalls {
  /** Imports of the module `lumogate`. */
  readonly imports: Readonly<Record<string, unknown>>;
  /** Has to be set before the module calls. */
  memory: WebAssembly.Memory | undefined;
}

/**
 * Answers the built-in functions that rules call while OPA's evaluator runs in the compiler's module.
 *
 * @param names functions that may be called
 * @param began is told what the module does from now on
 */
export async function hostCalls(names: readonly string[], began: (what: string) => void): Promise<HostCalls> {
  const answerer = await loadBuiltins(names);
  let reply: Uint8Array = new Uint8Array();
  const calls: HostCalls = {
    memory: undefined,
    imports: {
      call(address: number, length: number): number {
        reply = new TextEncoder().encode(answerTo(text(calls, address, length), answerer));
        return reply.length;
      },
      read(address: number): void {
        bytes(calls, address, reply.length).set(reply);
      },
      began: (address: number, length: number) => began(text(calls, address, length)),
    },
  };
  return calls;
}

/** What a function throws goes back as text: there it ends the test, with its place. */
function answerTo(question: string, answerer: Answerer): string {
  try {
    const { name, args, nowNs } = JSON.parse(question) as Question;
    const answer = answerer.answer(name, args.map(parseRegoValue), { nowNs: BigInt(nowNs) });
    return JSON.stringify({ value: wasmText(answer) });
  } catch (cause) {
    return JSON.stringify({ error: messageOf(cause) || "it failed" });
  }
}

function text(calls: HostCalls, address: number, length: number): string {
  return new TextDecoder().decode(bytes(calls, address, length));
}

/** Pointers of WebAssembly are unsigned, and arrive signed. Memory that grows is another buffer. */
function bytes({ memory }: HostCalls, address: number, length: number): Uint8Array<ArrayBuffer> {
  if (memory === undefined) throw new Error("the compiler called before it had any memory");
  return new Uint8Array(memory.buffer, address >>> 0, length >>> 0);
}
