import type { Report } from "../model/report.ts";

/** Where the documents were written, as the user named the files. */
export interface WrittenFiles {
  readonly report?: string;
  readonly inventory?: string;
}

/** The step's outputs, by name. Workflows use them: the names are stable once released. */
export type Outputs = Readonly<Record<OutputName, string>>;

export type OutputName =
  | "verdict"
  | "exit-code"
  | "errors"
  | "warnings"
  | "notes"
  | "waived"
  | "findings"
  | "report"
  | "inventory"
  | "image-digest";

/**
 * What is not known is empty, as an output that was never set is. Workflows paste outputs into shell scripts, so none
 * of them is free text from an image: words and numbers of ours, paths of the user's, and a digest of a known shape.
 */
export function outputs(report: Report, files: WrittenFiles): Outputs {
  return {
    verdict: report.verdict,
    "exit-code": `${report.exitCode}`,
    errors: `${report.counts.error}`,
    warnings: `${report.counts.warning}`,
    notes: `${report.counts.note}`,
    waived: `${report.counts.waived}`,
    findings: `${report.findings.length - report.counts.waived}`,
    report: files.report ?? "",
    inventory: files.inventory ?? "",
    "image-digest": digest(report),
  };
}

/** The manifest's digest, to deploy by; empty where several images were judged, since it would name only one. */
function digest({ images: [image, ...others] }: Report): string {
  const found = others.length === 0 ? image?.inventory?.image.digest : undefined;
  return found !== undefined && /^sha256:[0-9a-f]{64}$/.test(found) ? found : "";
}
