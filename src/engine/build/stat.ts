import type { ContextEntry } from "./context.ts";
import { int64 } from "../protobuf.ts";
import type { Stat } from "./messages.ts";

/** The bits of Go's os.FileMode beyond the nine permissions; they are not where Unix has them. */
const GO_MODE = {
  directory: 2 ** 31,
  symlink: 2 ** 27,
  device: 2 ** 26,
  namedPipe: 2 ** 25,
  setuid: 2 ** 23,
  setgid: 2 ** 22,
  characterDevice: 2 ** 21,
  sticky: 2 ** 20,
} as const;

/** An entry as fsutil describes it (stat.go); owner and group are root's, which are the defaults. */
export function describeEntry(entry: ContextEntry): Stat {
  const common = { path: entry.path, mode: goMode(entry), modTime: int64(entry.mtimeNs) };
  if (entry.type === "file") return { ...common, size: entry.size };
  if (entry.type === "hard-link") return { ...common, linkname: entry.target };
  if (entry.type === "symlink") {
    return { ...common, linkname: entry.target, size: Buffer.byteLength(entry.target) };
  }
  if (entry.type === "directory" || entry.type === "fifo") return common;
  return { ...common, devmajor: entry.major, devminor: entry.minor };
}

function goMode({ mode, type }: ContextEntry): number {
  return (
    (mode & 0o777) +
    ((mode & 0o4000) === 0 ? 0 : GO_MODE.setuid) +
    ((mode & 0o2000) === 0 ? 0 : GO_MODE.setgid) +
    ((mode & 0o1000) === 0 ? 0 : GO_MODE.sticky) +
    TYPE_BITS[type]
  );
}

const TYPE_BITS = {
  file: 0,
  "hard-link": 0,
  directory: GO_MODE.directory,
  symlink: GO_MODE.symlink,
  fifo: GO_MODE.namedPipe,
  "block-device": GO_MODE.device,
  "character-device": GO_MODE.device + GO_MODE.characterDevice,
} as const satisfies Record<ContextEntry["type"], number>;
