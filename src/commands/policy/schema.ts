import inventorySchema from "../../inventory/schema.json" with { type: "json" };
import reportSchema from "../../model/report.schema.json" with { type: "json" };
import findingsSchema from "../../policy/findings/findings.schema.json" with { type: "json" };
import { json } from "../../encode/json.ts";
import { LumogateError } from "../../model/error.ts";
import { didYouMean } from "../../nearest.ts";
import { parseCommandLine } from "../../option-values.ts";
import { print } from "../../publish/stdout.ts";
import type { CommandContext } from "../context.ts";
import { configSchemaWith } from "./config-schema.ts";
import { shippedRules } from "./shipped-rules.ts";

const DOCUMENTS: Readonly<Record<string, () => object | Promise<object>>> = {
  input: () => inventorySchema,
  config: async () => configSchemaWith(await shippedRules()),
  report: () => reportSchema,
  findings: () => findingsSchema,
};

/** `lumogate policy schema`: what editors complete and check by. @throws LumogateError `usage.operand` */
export async function policySchema(args: readonly string[], _context: CommandContext): Promise<0> {
  const { targets } = parseCommandLine("policy schema", args);
  const [name = "input", ...others] = targets;
  const schema = DOCUMENTS[name];
  if (schema === undefined || others.length > 0) {
    const known = Object.keys(DOCUMENTS);
    throw new LumogateError(
      "usage.operand",
      `lumogate policy schema knows no document ${JSON.stringify(targets.join(" "))}.${didYouMean(name, known)}`,
      { hint: `Name one of ${known.join(", ")}; left out, it is input, what rules read.` },
    );
  }
  await print(json(await schema()));
  return 0;
}
