import { messageOf } from "../../../src/model/error.ts";
import { type Answerer, BUILTIN_DECLARATIONS, loadBuiltins } from "../../../src/policy/builtins/index.ts";
import { sameValue } from "../../../src/policy/builtins/values/rego-order.ts";
import {
  parseRegoValue,
  regoString,
  type RegoValue,
} from "../../../src/policy/builtins/values/rego-value.ts";
import { DIFFERENCES } from "./differences.ts";
import type { Call, OpaAnswer } from "./oracle.ts";

/** What the oracle takes for now. */
const NOW_NS = 1_772_323_199_123_456_789n;

/** Where lumogate and OPA answer a call otherwise, and that is not listed; a line for each. */
export async function unlisted(calls: readonly (Call & OpaAnswer)[]): Promise<string[]> {
  const answerer = await loadBuiltins(BUILTIN_DECLARATIONS.opaBuiltins);
  return calls.flatMap((call) => {
    const ours = outcome(answerer, call);
    const theirs = outcomeOf(call);
    const { name, args } = call;
    if (agree(ours, theirs)) return [];
    if (DIFFERENCES.some((each) => each.names.includes(name) && each.applies({ args, ours, theirs })))
      return [];
    return [`${name}(${args.join(", ")})\n  lumogate: ${ours}\n  OPA:      ${theirs}`];
  });
}

/** Rego text, or `error: ...`. */
function outcome({ answer }: Answerer, { name, args }: Call): string {
  try {
    return regoString(answer(name, args.map(parseRegoValue), { nowNs: NOW_NS }));
  } catch (error) {
    return `error: ${messageOf(error)}`;
  }
}

function outcomeOf({ value, error }: OpaAnswer): string {
  if (error !== undefined) return `error: ${error}`;
  if (value === undefined) return "undefined";
  const read = readValue(value);
  return read === undefined ? value : regoString(read);
}

/** Undefined for numbers that are none in JSON, such as +5, which OPA makes of some texts. */
function readValue(text: string): RegoValue | undefined {
  try {
    return parseRegoValue(text);
  } catch {
    return undefined;
  }
}

/** Errors agree whatever their words; a call that is undefined for OPA has to be an error here. */
function agree(ours: string, theirs: string): boolean {
  const failed = theirs.startsWith("error: ") || theirs === "undefined";
  if (failed || ours.startsWith("error: ")) return failed && ours.startsWith("error: ");
  const [left, right] = [readValue(ours), readValue(theirs)];
  return ours === theirs || (left !== undefined && right !== undefined && sameValue(left, right));
}
