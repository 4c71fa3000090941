import { reportError } from "../../model/error.ts";
import { POLICY_CHECK_SCHEMA, type PolicyCheckReport } from "../../model/policy-check.ts";
import type { ReportedError } from "../../model/report.ts";
import { parseCommandLine } from "../../option-values.ts";
import { parseOutputs, writeOutputs } from "../../outputs.ts";
import { checkRego } from "../../policy/compile/check.ts";
import type { CompiledRule } from "../../policy/compile/contract.ts";
import { compileRequest } from "../../policy/compile/request.ts";
import { metadataOf } from "../../policy/rules/metadata.ts";
import { validateBySchema } from "../../policy/settings/by-schema.ts";
import { noSchema } from "../../policy/settings/validate.ts";
import { loadShippedPolicy } from "../../policy/rules/shipped.ts";
import { POLICY_CHECK_REPORTERS } from "../../reporters/index.ts";
import type { CommandContext } from "../context.ts";
import { inputKind, rulesAndTests } from "./paths.ts";

/**
 * `lumogate policy check`: what would keep rules from judging, found before any image is.
 *
 * @returns 0 where nothing is wrong, else 2; warnings count only with `--strict`
 * @throws LumogateError `usage.*`, `policy.*` where the files cannot be read
 */
export async function policyCheck(args: readonly string[], context: CommandContext): Promise<0 | 2> {
  const options = parseCommandLine("policy check", args);
  const outputs = parseOutputs(options.all("output"), POLICY_CHECK_REPORTERS);
  const modules = await rulesAndTests(options, context.directory);
  const shipped = await loadShippedPolicy();
  const request = compileRequest(modules, {
    otherRules: shipped.rules.map(({ id }) => id),
    input: inputKind(options),
  });
  const { rules, errors, warnings } = await checkRego(request, context.signal);
  const all = [...errors, ...(await Promise.all(rules.map((rule) => metadataErrors(rule)))).flat()];
  const failed = all.length > 0 || (options.flag("strict") && warnings.length > 0);
  const report: PolicyCheckReport = {
    schema: POLICY_CHECK_SCHEMA,
    outcome: failed ? "failed" : "passed",
    exitCode: failed ? 2 : 0,
    rules: [...new Set(rules.map(({ id }) => id))],
    errors: all,
    warnings,
  };
  await writeOutputs(outputs, report, context.terminal);
  return report.exitCode;
}

/** What the compiler does not look at: values under `custom`, and the schemas among them. */
async function metadataErrors(rule: CompiledRule): Promise<ReportedError[]> {
  try {
    const { settings, data } = metadataOf(rule);
    for (const [name, schema] of Object.entries({ settings, data })) {
      if (schema !== undefined) await compileSchema(rule, name, schema);
    }
    return [];
  } catch (cause) {
    return [reportError(cause)];
  }
}

async function compileSchema({ id, file, row }: CompiledRule, name: string, schema: object): Promise<void> {
  try {
    await validateBySchema(schema, {});
  } catch (cause) {
    throw noSchema({ id, place: { file, line: row } }, name, cause);
  }
}
