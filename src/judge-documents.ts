import path from "node:path";
import { readDataFiles } from "./config/data.ts";
import { readDocuments } from "./config/documents.ts";
import { isRecord } from "./json.ts";
import { LumogateError, reportError } from "./model/error.ts";
import type { Gap, Inventory } from "./model/inventory.ts";
import type { RegoVersion } from "./model/policy-path.ts";
import type { FailOn, Finding, Report } from "./model/report.ts";
import { decide, obstacleError } from "./model/verdict.ts";
import { type DocumentPolicy, prepareDocumentPolicy } from "./policy/documents.ts";
import { atTime } from "./policy/findings/effective-on.ts";
import { mergeData } from "./policy/data/rule-data.ts";
import { composeReport, type Judged } from "./report.ts";
import { validate } from "./validate.ts";

export interface DocumentsRequest {
  /** Files of JSON or YAML. */
  readonly files: readonly string[];
  readonly policyPaths: readonly string[];
  readonly dataFiles: readonly string[];
  readonly regoVersion: RegoVersion;
  /** What the paths above are relative to. */
  readonly directory: string;
  readonly failOn: FailOn;
  readonly effectiveTime: Date;
  readonly cacheDirectory?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Judges documents of any kind by rules, as conftest does: each file by itself, and of a list, or of YAML with several
 * documents, each item by itself.
 *
 * @returns a report, also of what could not be judged
 * @throws nothing but the signal's reason
 */
export async function judgeDocuments(request: DocumentsRequest): Promise<Report> {
  let policy: DocumentPolicy | undefined;
  try {
    const data = mergeData(await readDataFiles(request.dataFiles, request.directory));
    policy = await prepareDocumentPolicy({
      ...request,
      paths: request.policyPaths,
      baseDirectory: request.directory,
      data,
    });
    const judged: Judged[] = [];
    for (const file of request.files) judged.push(await judgeFile(file, policy, request));
    return composeReport(request, policy, judged);
  } catch (cause) {
    request.signal.throwIfAborted();
    return composeReport(request, policy, [], { error: reportError(cause) });
  } finally {
    await policy?.close();
  }
}

async function judgeFile(file: string, policy: DocumentPolicy, request: DocumentsRequest): Promise<Judged> {
  try {
    const documents = await readDocuments(file, request.directory);
    const about = { file: { name: path.basename(file), dir: path.dirname(file) } };
    const findings: Finding[] = [];
    const gaps: Gap[] = [];
    for (const document of documents) {
      gaps.push(...(await gapsOf(document, file)));
      const found = await policy.judge(document, file, about);
      // There is no lumogate.yaml here that could waive it.
      findings.push(...found.map((each) => ({ ...atTime(each, request.effectiveTime), waiverSnippet: "" })));
    }
    const { verdict, outcomes, obstacles } = decide(policy.rules, findings, gaps, request.failOn);
    const error = obstacles.length === 0 ? {} : { error: obstacleError(obstacles) };
    return { outcomes, image: { target: file, verdict, findings, gaps, ...error } };
  } catch (cause) {
    request.signal.throwIfAborted();
    const image = {
      target: file,
      verdict: "error",
      findings: [],
      gaps: [],
      error: reportError(cause),
    } as const;
    return { outcomes: [], image };
  }
}

/** What an inventory says could not be read stands in the way of a verdict here as in `check`. */
async function gapsOf(document: unknown, file: string): Promise<readonly Gap[]> {
  const schema = isRecord(document) ? document["schema"] : undefined;
  if (typeof schema !== "string" || !schema.startsWith("lumogate/inventory/")) return [];
  const [problem] = await validate("inventory", document);
  if (problem === undefined) return (document as Inventory).gaps;
  throw new LumogateError(
    "document.inventory",
    `${file} says that it is an inventory of lumogate's, and is none: ${problem.instancePath || "it"} ${problem.message ?? "is not valid"}.`,
    { hint: "Take it again: lumogate inspect IMAGE --output json=FILE." },
  );
}
