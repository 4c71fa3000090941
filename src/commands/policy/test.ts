import { LumogateError } from "../../model/error.ts";
import { type OptionValues, parseCommandLine } from "../../option-values.ts";
import { parseOutputs, writeOutputs } from "../../outputs.ts";
import { compileRequest } from "../../policy/compile/request.ts";
import { runPolicyTests } from "../../policy/tools/test.ts";
import { POLICY_TEST_REPORTERS } from "../../reporters/index.ts";
import { effectiveTime } from "../../request.ts";
import type { CommandContext } from "../context.ts";
import { rulesAndTests } from "./paths.ts";

/**
 * `lumogate policy test`.
 *
 * @returns 0 where all tests passed and reached enough of the rules, else 1
 * @throws LumogateError `usage.*`, `policy.*`: exit code 2, none ran
 */
export async function policyTest(args: readonly string[], context: CommandContext): Promise<0 | 1> {
  const options = parseCommandLine("policy test", args);
  const outputs = parseOutputs(options.all("output"), POLICY_TEST_REPORTERS);
  const demanded = demandedCoverage(options);
  const filter = options.one("run");
  const { schema, ...untyped } = compileRequest(await rulesAndTests(options, context.directory));
  const report = await runPolicyTests({
    compile: { ...untyped, ...(options.one("input") === "any" || schema === undefined ? {} : { schema }) },
    ...(filter === undefined ? {} : { filter }),
    ...(demanded === undefined ? {} : { demanded }),
    effectiveTime: effectiveTime(options, context),
    signal: context.signal,
  });
  await writeOutputs(outputs, report, context.terminal);
  return report.exitCode;
}

function demandedCoverage(options: OptionValues): number | undefined {
  const text = options.one("coverage");
  if (text === undefined) return undefined;
  const percent = /^\d{1,3}(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent >= 0 && percent <= 100) return percent;
  throw new LumogateError("usage.coverage", `--coverage takes a number from 0 to 100, not "${text}".`, {
    hint: "For example: --coverage 100, every line of every rule.",
  });
}
