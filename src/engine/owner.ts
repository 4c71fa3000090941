import { isRecord } from "../json.ts";

/**
 * Who created a container or an image, so that a later run can tell a leftover from what is in use. Written into a
 * label of it.
 */
export interface Owner {
  /** The kernel's boot ID where it has one, else the host's name: process IDs mean nothing elsewhere. */
  readonly machine: string;
  /** Linux' PID namespace; empty elsewhere. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When the process started, in the kernel's clock ticks since boot: a process ID alone comes back. Empty elsewhere. */
  readonly started: string;
}

/** A container or an image with our label, as the engine lists it. */
export interface Labelled {
  /** The owner's label, as found: anybody can write labels. */
  readonly owner: string | undefined;
  /** Milliseconds since 1970, by the engine's clock. */
  readonly created: number;
}

/** What can be known from here about other processes. */
export interface Vantage {
  readonly self: Owner;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** From what age on a container is a leftover whose owner cannot be looked at, in milliseconds. */
  readonly leftoverMs: number;
  /** The start of a process, as in `Owner.started`; undefined where there is no such process. */
  readonly startOf: (pid: number) => string | undefined;
}

/** Whether nobody uses it any more. In doubt it is in use, until it is too old for that. */
export function isLeftover(labelled: Labelled, { self, now, leftoverMs, startOf }: Vantage): boolean {
  const owner = parseOwner(labelled.owner);
  const inSight = owner?.machine === self.machine && owner.pidNamespace === self.pidNamespace;
  return inSight ? startOf(owner.pid) !== owner.started : now - labelled.created > leftoverMs;
}

export function ownerText(owner: Owner): string {
  return JSON.stringify(owner);
}

function parseOwner(text: string | undefined): Owner | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { machine, pidNamespace, pid, started } = value;
  if (typeof machine !== "string" || typeof pidNamespace !== "string" || typeof started !== "string")
    return undefined;
  return typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0
    ? { machine, pidNamespace, pid, started }
    : undefined;
}
