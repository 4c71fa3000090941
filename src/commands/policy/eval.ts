import { judgeDocuments } from "../../judge-documents.ts";
import { LumogateError } from "../../model/error.ts";
import type { ExitCode, FailOn } from "../../model/report.ts";
import { parseCommandLine } from "../../option-values.ts";
import { parseOutputs, writeOutputs } from "../../outputs.ts";
import { REPORTERS } from "../../reporters/index.ts";
import { cacheRoot, effectiveTime } from "../../request.ts";
import type { CommandContext } from "../context.ts";

/** `lumogate policy eval`: documents of any kind, judged by rules. @returns the verdict's exit code */
export async function policyEval(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const options = parseCommandLine("policy eval", args);
  const outputs = parseOutputs(options.all("output"), REPORTERS);
  const policyPaths = options.all("policy");
  if (options.targets.length === 0 || policyPaths.length === 0) {
    throw new LumogateError(
      "usage.operand",
      "lumogate policy eval needs a document, and rules to judge it by.",
      {
        hint: "For example: lumogate policy eval deployment.json --policy policy/.",
      },
    );
  }
  const report = await judgeDocuments({
    files: options.targets,
    policyPaths,
    dataFiles: options.all("data"),
    regoVersion: options.one("rego") === "v0" ? "v0" : "v1",
    directory: context.directory,
    failOn: options.one("fail-on") as FailOn,
    effectiveTime: effectiveTime(options, context),
    cacheDirectory: options.flag("no-cache") ? undefined : cacheRoot(context.env),
    signal: context.signal,
  });
  await writeOutputs(outputs, report, context.terminal);
  return report.exitCode;
}
