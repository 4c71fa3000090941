import { median, medianDifference, type Samples } from "./measure.ts";

/** What one engine and one run gave: the commands' times in milliseconds, and the peak memory in bytes. */
export interface Measured {
  readonly engineVersion: string;
  readonly times: Readonly<Record<CommandName, Samples>>;
  readonly peakBytes: number;
  /** Of `check` with every file looked into: an application, and what takes most memory. */
  readonly peakBytesOfAll: Readonly<Record<"app" | "bulky", number>>;
}

/** The commands that are timed: `check` and `save` by workload, and what a start and a policy of one's own cost. */
export type CommandName =
  | "checkSlim"
  | "checkMedium"
  | "checkLarge"
  | "checkTall"
  | "saveMedium"
  | "saveLarge"
  | "checkAllApp"
  | "checkAllBulky"
  | "layersLarge"
  | "exportApp"
  | "checkWithPolicyCold"
  | "checkWithPolicyCached"
  | "version"
  | "node";

/** A line of the table. A figure without a target is there to be looked at. */
export interface Figure {
  readonly what: string;
  readonly figure: string;
  readonly target?: { readonly text: string; readonly met: boolean };
}

/** The figures that a user feels, each beside its target. */
export function figuresOf({ engineVersion, times, peakBytes, peakBytesOfAll }: Measured): Figure[] {
  const limits = saveLimits(engineVersion);
  const ms = (name: CommandName): string => `${Math.round(median(times[name]))} ms`;
  const over = (a: CommandName, b: CommandName): number => median(times[a]) / median(times[b]);
  const more = (a: CommandName, b: CommandName): number => medianDifference(times[a], times[b]);
  return [
    { what: "check, 80 MB, 90 packages", figure: ms("checkSlim") },
    { what: "check, 350 MB, 200 packages", figure: ms("checkMedium") },
    { what: "check, 1.2 GB, 430 packages", figure: ms("checkLarge") },
    { what: "check, 120 layers, 240 packages", figure: ms("checkTall") },
    { what: "docker save, 350 MB", figure: ms("saveMedium") },
    { what: "docker save, 1.2 GB", figure: ms("saveLarge") },
    atMost("check / docker save, 350 MB", over("checkMedium", "saveMedium"), limits.medium, ratio),
    atMost("check / docker save, 1.2 GB", over("checkLarge", "saveLarge"), limits.large, ratio),
    atMost("check at 1.2 GB / at 80 MB", over("checkLarge", "checkSlim"), 1.3, ratio),
    { what: "docker export, 1.2 GB with npm", figure: ms("exportApp") },
    { what: "check, all files, 1.2 GB with npm", figure: ms("checkAllApp") },
    atMost("check, all files / docker export", over("checkAllApp", "exportApp"), 1.25, ratio),
    { what: "check, all files, 150 MB program, 200 MB jar", figure: ms("checkAllBulky") },
    atMost("peak memory, all files, with npm", peakBytesOfAll.app / 1e6, 300, megabytes),
    atMost("peak memory, all files, 200 MB jar", peakBytesOfAll.bulky / 1e6, 300, megabytes),
    {
      what: "inspect --layers / docker save, 1.2 GB",
      figure: ratio(over("layersLarge", "saveLarge")),
    },
    atMost("peak memory of check, 1.2 GB", peakBytes / 1e6, 150, megabytes),
    atMost("lumogate --version, over node -e 0", more("version", "node"), 60, milliseconds),
    atMost("a small policy, first time", more("checkWithPolicyCold", "checkSlim"), 2000, milliseconds),
    atMost("a small policy, cached", more("checkWithPolicyCached", "checkSlim"), 50, milliseconds),
  ];
}

/** An engine older than 23 takes 65 to 150 ms a call, newer ones 4 to 9 ms; saving takes them about as long. */
function saveLimits(engineVersion: string): { readonly medium: number; readonly large: number } {
  const major = Number.parseInt(engineVersion, 10);
  return major < 23 ? { medium: 0.5, large: 0.08 } : { medium: 0.2, large: 0.03 };
}

/** @param show how the value and its limit are written */
export function atMost(what: string, value: number, limit: number, show: (value: number) => string): Figure {
  return { what, figure: show(value), target: { text: `at most ${show(limit)}`, met: value <= limit } };
}

export function ratio(value: number): string {
  return value.toFixed(value < 0.1 ? 3 : 2);
}

export function megabytes(value: number): string {
  return `${Math.round(value)} MB`;
}

export function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}

/** As a Markdown table, its columns aligned so that it reads well in a terminal too. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, figure, target }) => [
    what,
    figure,
    target?.text ?? "",
    target === undefined ? "" : target.met ? "met" : "not met",
  ]);
  const all = [["what", "median", "target", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(all[0] ?? []), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
