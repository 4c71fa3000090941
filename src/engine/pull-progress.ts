/** A line of what an engine streams while it pulls. */
export type PullEvent = Readonly<Record<string, unknown>>;

/** Between two lines about how far one layer is. In milliseconds. */
const INTERVAL = 3_000;

/**
 * Turns the events of a pull, many a second, into lines for a person: each layer's change of state, and now and then
 * how far it is. The texts are the engine's, not made safe.
 *
 * @param now milliseconds on any clock
 */
export function pullProgress(print: (line: string) => void, now: () => number): (event: PullEvent) => void {
  const layers = new Map<string, { status: string; printedAt: number }>();
  return (event) => {
    const { id, status } = event;
    if (typeof status !== "string") return;
    if (typeof id !== "string") {
      print(status);
      return;
    }
    const last = layers.get(id);
    const share = shareOf(event["progressDetail"]);
    if (last?.status === status && (share === undefined || now() - last.printedAt < INTERVAL)) return;
    layers.set(id, { status, printedAt: now() });
    print(`${id}: ${status}${share === undefined ? "" : ` ${share}`}`);
  };
}

/** `12 of 30 MB`, or undefined where the event does not tell, or it is not worth telling. */
function shareOf(detail: unknown): string | undefined {
  if (typeof detail !== "object" || detail === null || !("current" in detail)) return undefined;
  const { current } = detail;
  const total = "total" in detail ? detail.total : undefined;
  if (typeof current !== "number" || typeof total !== "number" || total < 1e6) return undefined;
  return `${megabytes(current)} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
