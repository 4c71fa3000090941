import { LumogateError, messageOf } from "../../model/error.ts";
import { shortened } from "../../text.ts";
import { type Answerer, loadBuiltins } from "../builtins/index.ts";
import { type DeclaredType, operandsError } from "../builtins/values/declared-types.ts";
import { goJson, wasmText } from "../builtins/values/json-text.ts";
import { isCollection } from "../builtins/values/operands.ts";
import { parseRegoValue, type RegoValue, regoString } from "../builtins/values/rego-value.ts";
import { BARE_HOST_CALL, HOST_CALL, OPERAND_CHECK } from "../compile/contract.ts";
import { instantiate, PolicyAbort } from "./policy-instance.ts";

/** Hosts one evaluation of a compiled policy, and answers the functions that it has not itself. */

/** What is judged, by what, and when. */
export interface Documents {
  /** `input` as JSON. */
  readonly input: ArrayBuffer;
  /** `data` as JSON. */
  readonly data: ArrayBuffer;
  /** `time.now_ns`. */
  readonly nowNs: bigint;
}

export interface EvaluationInput extends Documents {
  /** The most WebAssembly memory. */
  readonly memoryBytes: number;
}

/** An instance of a module, with the functions that it calls. */
export interface ReadyModule {
  /**
   * Evaluates the module's one entry point. Once: nothing of one image is left for the next.
   *
   * @returns the result set, `[{ result }]`; an empty list where the policy is undefined
   * @throws LumogateError `policy.conflict`, `policy.memory`, `policy.builtin-failed`, `policy.evaluation`
   */
  evaluate(documents: Documents): unknown;
}

/**
 * All that can be done before there is something to judge.
 *
 * @throws LumogateError `policy.memory`, `policy.evaluation`
 */
export async function prepareModule(module: WebAssembly.Module, memoryBytes: number): Promise<ReadyModule> {
  try {
    const calls: HostCall[] = [];
    let asked: Asked | undefined;
    const instance = await instantiate(module, memoryBytes, (id, args) => {
      const call = calls[id];
      if (call === undefined || asked === undefined) throw new Error(`it asks for function number ${id}`);
      return wasmText(answer(call, args.map(parseRegoValue), asked));
    });
    for (const [name, id] of Object.entries(instance.builtins)) calls[id] = hostCall(name);
    const answerer = await loadBuiltins(
      calls.map(({ name }) => name).filter((name) => name !== OPERAND_CHECK),
    );
    return {
      evaluate(documents) {
        asked = { answerer, nowNs: documents.nowNs };
        try {
          return instance.evaluate(documents);
        } catch (cause) {
          throw evaluationError(cause);
        }
      },
    };
  } catch (cause) {
    throw evaluationError(cause);
  }
}

/** Both at once. @throws LumogateError as they do */
export async function evaluateModule(module: WebAssembly.Module, request: EvaluationInput): Promise<unknown> {
  return (await prepareModule(module, request.memoryBytes)).evaluate(request);
}

/** A function that the module imports. */
interface HostCall {
  /** As rules have it. */
  readonly name: string;
  /** The last argument is not the function's, but where the call stands. */
  readonly hasPlace: boolean;
}

function hostCall(wireName: string): HostCall {
  if (wireName.startsWith(HOST_CALL)) return { name: wireName.slice(HOST_CALL.length), hasPlace: true };
  if (wireName.startsWith(BARE_HOST_CALL)) {
    return { name: wireName.slice(BARE_HOST_CALL.length), hasPlace: false };
  }
  return { name: wireName, hasPlace: false };
}

interface Asked {
  readonly answerer: Answerer;
  readonly nowNs: bigint;
}

/** What the function throws goes through the module as it is, and ends the evaluation. */
function answer(call: HostCall, values: readonly RegoValue[], { answerer, nowNs }: Asked): RegoValue {
  if (call.name === OPERAND_CHECK) throw wrongOperands(values);
  const args = call.hasPlace ? values.slice(0, -1) : values;
  try {
    return answerer.answer(call.name, args, { nowNs });
  } catch (cause) {
    throw builtinFailed(call.name, args, call.hasPlace ? values.at(-1) : undefined, cause);
  }
}

/** A function of the module's own was given what it does not take. */
function wrongOperands([name, operands, declared, place]: readonly RegoValue[]): Error {
  if (
    typeof name !== "string" ||
    operands === undefined ||
    !isCollection(operands) ||
    declared === undefined
  ) {
    return new Error(`${OPERAND_CHECK} takes a function's name, its arguments, their types and a place`);
  }
  const types = JSON.parse(goJson(declared)) as readonly DeclaredType[];
  return builtinFailed(name, operands.items, place, operandsError(operands.items, types));
}

/** Arguments are shown this far: enough to know them by, and no page of a hostile image's text. */
const SHOWN_CHARS = 80;

function builtinFailed(
  name: string,
  args: readonly RegoValue[],
  place: RegoValue | undefined,
  cause: unknown,
): LumogateError {
  const shown = args.map((arg) => shortened(regoString(arg), SHOWN_CHARS));
  const [, file, row] = /^(.+):(\d+)$/s.exec(typeof place === "string" ? place : "") ?? [];
  const at = file === undefined ? "" : `${file}:${row}: `;
  return new LumogateError(
    "policy.builtin-failed",
    `${at}${name}(${shown.join(", ")}) failed: ${sentence(cause)}`,
    {
      ...(file === undefined ? {} : { location: { file, line: Number(row) } }),
      hint:
        cause instanceof LumogateError && cause.hint !== undefined
          ? cause.hint
          : "Ask before calling whether the function can take the value: a failed call has no answer, and no answer is no pass.",
      cause,
    },
  );
}

/** Whatever came out of the module as an error with a code. */
function evaluationError(cause: unknown): LumogateError {
  if (cause instanceof LumogateError) return cause;
  const text = messageOf(cause);
  const [, file, row, column, problem] =
    /^(.+?):(\d+):(\d+): (.*)$/s.exec(cause instanceof PolicyAbort ? text : "") ?? [];
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
