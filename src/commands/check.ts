import { gate } from "../gate.ts";
import { reportError } from "../model/error.ts";
import type { ExitCode, Report } from "../model/report.ts";
import { parseCommandLine, valuesOf } from "../option-values.ts";
import { type Output, parseOutputs, writeOutputs } from "../outputs.ts";
import { composeReport } from "../report.ts";
import { INVENTORY_REPORTERS, REPORTERS } from "../reporters/index.ts";
import { gateRequest } from "../request.ts";
import type { CommandContext } from "./context.ts";

/** `lumogate check`. @returns the verdict's exit code */
export async function check(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { request, outputs } = await asked(args, context);
  const report = await gate(request);
  await writeOutputs(outputs, report, context.terminal);
  return report.exitCode;
}

/** What is asked; a program that waits for a report gets one also of a line that asks for nothing that makes sense. */
async function asked(args: readonly string[], context: CommandContext) {
  try {
    const options = parseCommandLine("check", args);
    const outputs = outputsOf(options.all("output"));
    return { request: gateRequest(options, context), outputs };
  } catch (cause) {
    const when = { failOn: "error", effectiveTime: context.now } as const;
    const report = composeReport(when, undefined, [], { error: reportError(cause) });
    await writeOutputs(outputsForMachines(args), report, context.terminal);
    throw cause;
  }
}

function outputsOf(values: readonly string[]): readonly Output<Report>[] {
  const names = INVENTORY_REPORTERS.map(({ name }) => name);
  return parseOutputs(values, REPORTERS, { names, command: "lumogate inspect" });
}

/** A person reads of the error on standard error. */
function outputsForMachines(args: readonly string[]): readonly Output<Report>[] {
  const outputs = valuesOf("output", args).flatMap((value) => {
    try {
      return outputsOf([value]);
    } catch {
      return [];
    }
  });
  return outputs.filter(
    ({ reporter, file }, index) =>
      (reporter.name !== REPORTERS[0].name || file !== undefined) &&
      // Two to standard output would mix, which may be what is wrong.
      (file !== undefined || outputs.findIndex((other) => other.file === undefined) === index),
  );
}
