import type { RuleExplanation } from "./explanation.ts";
import type { Evidence, Gap, Inventory } from "./inventory.ts";

/**
 * The report: the verdict and all that led to it, as one JSON document. It is computed once (`verdict.ts` beside
 * this file decides), and every reporter and publisher is a view of it.
 */
export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly tool: { readonly name: "lumogate"; readonly version: string };
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** RFC 3339: the moment at which it was judged. */
  readonly effectiveTime: string;
  readonly failOn: FailOn;
  readonly policies: readonly PolicySource[];
  readonly images: readonly JudgedImage[];
  /** Every image's findings, flat, the worst first. */
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleOutcome[];
  /** Every image's gaps, flat. */
  readonly gaps: readonly JudgedGap[];
  /** What somebody should look after, though it changes no verdict: a waiver that ends soon, or that is of no use. */
  readonly notices: readonly Notice[];
  readonly counts: Counts;
  /** Why there is no verdict, when there is none: the first error; the images carry their own. */
  readonly error?: ReportedError;
}

export const REPORT_SCHEMA = "lumogate/report/v1";

/** `error` means that lumogate could not judge; it outranks `fail`, and neither is ever `pass`. */
export type Verdict = "pass" | "fail" | "error";

/** Of a run that was not cancelled: the verdict as a number. */
export type ExitCode = 0 | 1 | 2;

/** The worst first, as everything is sorted and shown. */
export const SEVERITIES = ["error", "warning", "note"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The least severity that makes the verdict `fail`. */
export type FailOn = "error" | "warning" | "never";

export interface PolicySource {
  /** `shipped`, or the path as the user gave it. */
  readonly source: string;
  /** sha256 over names and contents of its files. */
  readonly digest: string;
}

export interface JudgedImage {
  /** As the user named it. */
  readonly target: string;
  readonly verdict: Verdict;
  /** Left out when the image could not be read at all. */
  readonly inventory?: Inventory;
  readonly findings: readonly Finding[];
  readonly gaps: readonly JudgedGap[];
  /** Why rules did or did not fire, where somebody asked. */
  readonly explanations?: readonly RuleExplanation[];
  readonly error?: ReportedError;
}

export interface JudgedGap extends Gap {
  /** Why the configuration takes it for no obstacle; left out where it does not. */
  readonly accepted?: string;
}

/** What a rule has found. */
export interface RuleFinding {
  /** The rule's id: `packages.banned`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** What it is about: a purl, a label's key, an OS; exact, so that a waiver can name it. */
  readonly subject?: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Where to read more. */
  readonly docs?: string;
  /** From when it fails, a day or a moment of RFC 3339, as the rule says it. */
  readonly effectiveOn?: string;
  /** What else the rule says of it, under names of the rule's own. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Why `details` are not here, though the rule gave some: a limit. */
  readonly detailsLeftOut?: string;
  /** The image it was found in, as the user named it. */
  readonly target: string;
  /** sha256 over rule, subject and message: the same finding in two runs has the same one. */
  readonly fingerprint: string;
}

/** The same as it counts today, by the configuration and the calendar. */
export interface Finding extends RuleFinding {
  /** Only where that is still ahead: until then, what is to be an error is a warning. */
  readonly effectiveOn?: string;
  /** What the configuration says of it. */
  readonly waiver?: FindingWaiver;
  /** A line of YAML for `waivers` in lumogate.yaml, once somebody has filled in owner and reason; empty where there is none. */
  readonly waiverSnippet: string;
  /** Where in the image, for what is about a package; not a part of the fingerprint. */
  readonly location?: FindingLocation;
}

/** A waiver as far as one finding is concerned. */
export interface FindingWaiver {
  /** `holds`: the finding is there, and does not fail. `ended`: it fails again. */
  readonly status: "holds" | "ended";
  readonly reason: string;
  /** Whom to ask. */
  readonly owner: string;
  /** The last day on which it holds, in UTC: `2027-01-31`. */
  readonly until: string;
  /** Where it stands in the configuration. */
  readonly location: SourceLocation;
}

/** Where a package is recorded, and the step since which the image has had it. */
export interface FindingLocation {
  /** The database's path in the image. */
  readonly path: string;
  /** Index of the step in the inventory's `layers`; left out where it cannot be told. */
  readonly layer?: number;
  /** The step's build instruction. */
  readonly createdBy?: string;
}

/** How a rule came out, the worst first. */
export const OUTCOMES = ["cannot-judge", "failed", "warned", "waived", "passed", "off"] as const;

export interface RuleOutcome {
  readonly id: string;
  readonly title?: string;
  /** `shipped`, or the file and line that define it. */
  readonly origin: string;
  /** The parts of the inventory that the rule reads. */
  readonly reads: readonly Evidence[];
  readonly outcome: (typeof OUTCOMES)[number];
  /** Why it is off, though the configuration's `extends` would bring it; a clause. */
  readonly offBecause?: string;
  /** Those that are not waived. */
  readonly findings: number;
  readonly waived: number;
}

/** Findings by severity, those that are waived apart. */
export type Counts = Readonly<Record<Severity | "waived", number>>;

/** It reads like an error, and is none. */
export type Notice = ReportedError;

export interface ReportedError {
  /** Stable, for machines: `engine.unreachable`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Where in a file that the user wrote. */
  readonly location?: SourceLocation;
}

/** Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}
