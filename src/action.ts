/** The GitHub Action: the command line's `check` with inputs for options, and the verdict said where people look on GitHub. */
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { getInput } from "@actions/core";
import { Cancelled, cancelOnSignals } from "./cancel.ts";
import { processContext } from "./commands/context.ts";
import { gate } from "./gate.ts";
import { reportError } from "./model/error.ts";
import type { Report } from "./model/report.ts";
import { parseInputs } from "./option-values.ts";
import { parseOutputs, writeOutputs } from "./outputs.ts";
import { writeOutputFile } from "./publish/files.ts";
import { publishToGitHub } from "./publish/github.ts";
import type { WrittenFiles } from "./publish/outputs.ts";
import { REPORTERS } from "./reporters/index.ts";
import { inventoryJson } from "./reporters/inventory-json.ts";
import { jsonReporter } from "./reporters/json.ts";
import { composeReport } from "./report.ts";
import { gateRequest } from "./request.ts";

process.on("uncaughtException", (error) => void end(publishError(error)));
await end(main().catch(publishError));

/** A worker or a connection that is kept alive must not keep a finished run waiting. */
async function end(code: Promise<number>): Promise<void> {
  process.exit(await code);
}

async function main(): Promise<number> {
  const context = processContext(cancelOnSignals());
  const options = parseInputs("check", getInput);
  const outputs = parseOutputs(options.all("output"), REPORTERS);
  const report = await gate(gateRequest(options, context));
  await writeOutputs(outputs, report, context.terminal);
  await publishToGitHub(report, await writeDocuments(report));
  return report.exitCode;
}

/** Outputs carry paths and not payloads: a later step that gets a payload in its environment fails to start. */
async function writeDocuments(report: Report): Promise<WrittenFiles> {
  const folder = await mkdtemp(path.join(process.env["RUNNER_TEMP"] || os.tmpdir(), "lumogate-"));
  const files = { report: path.join(folder, "report.json"), inventory: path.join(folder, "inventory.json") };
  await writeOutputFile(files.report, jsonReporter.render(report, { colour: false }));
  const inventory = report.images[0]?.inventory;
  if (inventory === undefined) return { report: files.report };
  await writeOutputFile(files.inventory, inventoryJson.render(inventory, { colour: false }));
  return files;
}

/** Wrong inputs get a report as well, so that outputs and annotations say why. */
async function publishError(error: unknown): Promise<number> {
  if (error instanceof Cancelled) return error.exitCode;
  const request = { failOn: "error", effectiveTime: new Date() } as const;
  const report = composeReport(request, undefined, [], { error: reportError(error) });
  await writeOutputs([{ reporter: REPORTERS[0] }], report, { colour: false });
  await publishToGitHub(report, {});
  return report.exitCode;
}
