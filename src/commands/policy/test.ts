import { withoutUndefined } from "../../json.ts";
import { LumogateError } from "../../model/error.ts";
import { type OptionValues, parseCommandLine } from "../../option-values.ts";
import { parseOutputs, writeOutputs } from "../../outputs.ts";
import type { LoadedModule } from "../../policy/compile/load.ts";
import { compileRequest } from "../../policy/compile/request.ts";
import { runPolicyTests } from "../../policy/tools/test.ts";
import { POLICY_TEST_REPORTERS } from "../../reporters/index.ts";
import { effectiveTime } from "../../request.ts";
import type { CommandContext } from "../context.ts";
import { inputKind, rulesAndTests } from "./paths.ts";

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
  const modules = await rulesAndTests(options, context.directory);
  refuseTestsAlone(modules);
  const report = await runPolicyTests({
    compile: compileRequest(modules, { input: inputKind(options) }),
    ...withoutUndefined({ filter: options.one("run"), demanded }),
    effectiveTime: effectiveTime(options, context),
    signal: context.signal,
  });
  await writeOutputs(outputs, report, context.terminal);
  return report.exitCode;
}

/** To OPA, a rule that was not loaded is undefined: a test that counts its findings would fail for no reason to be seen. */
function refuseTestsAlone(modules: readonly LoadedModule[]): void {
  const [first] = modules;
  if (first === undefined || !modules.every(({ path }) => path.endsWith("_test.rego"))) return;
  const files = modules.map(({ path }) => path);
  throw new LumogateError("policy.no-rules", `There are tests in ${files.join(", ")}, but no rules.`, {
    hint: "Name the rule's file as well, or the folder that has both; --run REGEX picks single tests.",
  });
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
