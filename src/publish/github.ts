import { stat } from "node:fs/promises";
import type * as ActionsCore from "@actions/core";
import { annotated, workflow } from "../encode/workflow.ts";
import { LIMITS } from "../limits.ts";
import { messageOf } from "../model/error.ts";
import type { Report } from "../model/report.ts";
import { type Annotation, annotations } from "../reporters/annotations.ts";
import { markdownSummary, type Occasion } from "../reporters/markdown-summary.ts";
import { occasionOf } from "./occasion.ts";
import { outputs, type WrittenFiles } from "./outputs.ts";

type Core = typeof ActionsCore;

/**
 * Says the verdict where people look on GitHub: outputs, annotations, the job's summary. The verdict is in the report, and
 * nothing here changes it: what cannot be published is a warning. Never throws.
 */
export async function publishToGitHub(report: Report, files: WrittenFiles): Promise<void> {
  // 80 ms, since it brings an HTTP client along: only here, when the verdict stands.
  const core = await import("@actions/core");
  await attempt(core, "the step's outputs", () => setOutputs(core, report, files));
  await attempt(core, "the job's summary", () => addSummary(core, report));
  await attempt(core, "annotations", () => annotations(report).forEach((each) => annotate(core, each)));
}

async function attempt(core: Core, what: string, publish: () => void | Promise<void>): Promise<void> {
  try {
    await publish();
  } catch (cause) {
    const reason = messageOf(cause);
    core.warning(workflow`lumogate could not publish ${annotated(what)}: ${annotated(reason)}`);
  }
}

function setOutputs(core: Core, report: Report, files: WrittenFiles): void {
  for (const [name, value] of Object.entries(outputs(report, files))) core.setOutput(name, value);
}

function annotate(core: Core, { level, title, message }: Annotation): void {
  core[level](message, { title });
}

/** Nowhere where the runner offers no summary: GitHub Enterprise Server before 3.6, and act unless told. */
async function addSummary(core: Core, report: Report): Promise<void> {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  const { size } = await stat(file);
  const text = markdownSummary(report, await occasion(), LIMITS.summaryBytes - size);
  await core.summary.addRaw(text).write();
}

/** The import reads the event's file, and throws where that is no JSON; a summary without links is better than none. */
async function occasion(): Promise<Occasion> {
  try {
    const { context } = await import("@actions/github");
    return occasionOf(context);
  } catch {
    return {};
  }
}
