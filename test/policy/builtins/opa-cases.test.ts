import { describe, expect, it } from "vitest";
import { BUILTIN_DECLARATIONS, loadBuiltins } from "../../../src/policy/builtins/index.ts";
import { sameValue } from "../../../src/policy/builtins/rego-order.ts";
import { parseRegoValue, regoString } from "../../../src/policy/builtins/rego-value.ts";
import { messageOf } from "../../../src/model/error.ts";
import { DIFFERENCES } from "./differences.ts";
import { askOracle, goIsAbsent, hasGo, type OpaAnswer, type RecordedCall } from "./oracle.ts";

const NAMES = BUILTIN_DECLARATIONS.opaBuiltins;
/** What the oracle takes for now. */
const NOW_NS = 1_772_323_199_123_456_789n;

describe.runIf(hasGo)(`beside OPA's evaluator ${goIsAbsent}`, () => {
  it(
    "answers every call in OPA's own test cases as OPA does, but for what is listed",
    { timeout: 120_000 },
    async () => {
      const calls = askOracle<RecordedCall>(["calls", ...NAMES]);
      const { answer } = await loadBuiltins(NAMES);
      const differing = calls.flatMap((call) => {
        const ours = outcome(() =>
          regoString(answer(call.name, call.args.map(parseRegoValue), { nowNs: NOW_NS })),
        );
        const theirs = outcomeOf(call);
        const { name, args, note } = call;
        if (agree(ours, theirs)) return [];
        if (DIFFERENCES.some((each) => each.names.includes(name) && each.applies({ args, ours, theirs })))
          return [];
        return [`${note}: ${name}(${args.join(", ")})\n  ours   ${ours}\n  theirs ${theirs}`];
      });
      expect(differing.join("\n")).toBe("");
      const tried = new Set(calls.map(({ name }) => name));
      expect(NAMES.filter((name) => !tried.has(name))).toEqual([]);
    },
  );
});

/** Rego text, or `error: ...`. */
function outcome(answer: () => string): string {
  try {
    return answer();
  } catch (error) {
    return `error: ${messageOf(error)}`;
  }
}

function outcomeOf({ value, error }: OpaAnswer): string {
  return error === undefined
    ? value === undefined
      ? "undefined"
      : regoString(parseRegoValue(value))
    : `error: ${error}`;
}

/** Errors agree whatever their words; a call that is undefined for OPA has to be an error here. */
function agree(ours: string, theirs: string): boolean {
  const failed = theirs.startsWith("error: ") || theirs === "undefined";
  if (failed || ours.startsWith("error: ")) return failed && ours.startsWith("error: ");
  return ours === theirs || sameValue(parseRegoValue(ours), parseRegoValue(theirs));
}
