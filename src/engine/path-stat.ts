import { isRecord } from "../json.ts";
import { badAnswer } from "./failure.ts";

export type FileKind = "file" | "directory" | "link" | "pipe" | "socket" | "device" | "file of no known kind";

/** What the archive API says about a path, before it sends anything of it. */
export interface PathStat {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** For a link: where it leads, as far as the engine could follow it inside the image; absolute. */
  readonly linkTarget: string;
}

/** Bits of Go's `fs.FileMode`, which the API speaks; a regular file has none of them. */
const KINDS: readonly (readonly [bit: number, kind: FileKind])[] = [
  [1 << 31, "directory"],
  [1 << 27, "link"],
  [1 << 25, "pipe"],
  [1 << 24, "socket"],
  [1 << 26, "device"],
  [1 << 21, "device"],
  [1 << 19, "file of no known kind"],
];

/** The header `X-Docker-Container-Path-Stat`: JSON in base64. @throws LumogateError `engine.answer` */
export function parsePathStat(header: unknown, call: string): PathStat {
  const stat = typeof header === "string" ? decode(header) : undefined;
  if (!isRecord(stat)) throw badAnswer(call, "it does not say what lies at the path");
  const { mode, size, linkTarget } = stat;
  if (typeof mode !== "number" || typeof size !== "number") {
    throw badAnswer(call, "it says neither kind nor size of what lies at the path");
  }
  const [, kind] = KINDS.find(([bit]) => (mode & bit) !== 0) ?? [0, "file" as const];
  return { kind, size, linkTarget: typeof linkTarget === "string" ? linkTarget : "" };
}

function decode(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}
