import { gate } from "../gate.ts";
import type { ExitCode } from "../model/report.ts";
import { parseCommandLine } from "../option-values.ts";
import { parseOutputs, writeOutputs } from "../outputs.ts";
import { REPORTERS } from "../reporters/index.ts";
import { gateRequest } from "../request.ts";
import type { CommandContext } from "./context.ts";

/** `lumogate check`. @returns the verdict's exit code */
export async function check(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const options = parseCommandLine("check", args);
  const outputs = parseOutputs(options.all("output"), REPORTERS);
  const report = await gate(gateRequest(options, context));
  await writeOutputs(outputs, report, context.terminal);
  return report.exitCode;
}
