/** The run was cancelled by a signal; the exit code is the shell's: 128 plus the signal's number. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  readonly exitCode: 130 | 143;

  constructor(signal: NodeJS.Signals) {
    super(`Cancelled by ${signal}.`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/**
 * An AbortSignal that aborts with `Cancelled` on the first SIGINT, SIGTERM or SIGHUP. What runs then cleans up and throws that reason.
 * The runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s after that: later signals change nothing, since
 * clean-up has a bound of its own.
 */
export function cancelOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => controller.abort(new Cancelled(signal)));
  }
  return controller.signal;
}
