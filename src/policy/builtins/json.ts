import { builtinGroup } from "./builtin.ts";
import { patch } from "./json-patch.ts";
import { goJson } from "./values/json-text.ts";
import { arrayOperand, objectOperand, operand, OperandError, textOperand } from "./values/operands.ts";
import { parseJson } from "./values/parse-json.ts";
import { type RegoValue, regoString } from "./values/rego-value.ts";

export const JSONS = builtinGroup([
  ["json.unmarshal", (args) => parseJson(textOperand(args, 1))],
  ["json.is_valid", (args) => isJson(operand(args, 1))],
  ["json.marshal_with_options", marshalWithOptions],
  ["json.patch", (args) => patch(operand(args, 1), arrayOperand(args, 2).items)],
]);

function isJson(value: RegoValue): boolean {
  if (typeof value !== "string") return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** `pretty`, and `indent` and `prefix`, which imply it. */
function marshalWithOptions(args: readonly RegoValue[]): string {
  let [indent, prefix] = ["\t", ""];
  let pretty: boolean | undefined;
  let implied = false;
  for (const [key, value] of objectOperand(args, 2).entries) {
    if (key === "pretty") {
      if (typeof value !== "boolean") throw new OperandError(2, "key pretty failed cast to bool");
      pretty = value;
    } else if (key === "indent" || key === "prefix") {
      if (typeof value !== "string") throw new OperandError(2, `key ${key} failed cast to string`);
      implied = true;
      if (key === "indent") indent = value;
      else prefix = value;
    } else {
      throw new OperandError(2, `object contained unknown key ${regoString(key)}`);
    }
  }
  return (pretty ?? implied)
    ? prefix + goJson(operand(args, 1), { prefix, indent })
    : goJson(operand(args, 1));
}
