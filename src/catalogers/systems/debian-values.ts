import { quoted } from "../../text.ts";

export interface DebianVersion {
  readonly version: string;
  readonly epoch?: number;
  /** Why dpkg would refuse the version: a sentence that lacks its subject, the package. */
  readonly problem?: string;
}

/**
 * Splits deb-version(7) "[epoch:]upstream[-revision]". Refuses what dpkg refuses (lib/dpkg/parsehelp.c); what dpkg
 * only warns of, such as a version that begins with a letter, is no problem.
 */
export function debianVersion(text: string): DebianVersion {
  if (/\s/.test(text)) return { version: text, problem: `has blanks in its version ${quoted(text)}.` };
  const colon = text.indexOf(":");
  if (colon === -1) return { version: text };
  const [epoch, version] = [text.slice(0, colon), text.slice(colon + 1)];
  if (!/^[0-9]+$/.test(epoch) || Number(epoch) > MAX_EPOCH)
    return { version: text, problem: `has an epoch that is no number in its version ${quoted(text)}.` };
  if (version === "")
    return { version: text, problem: `has nothing after the epoch of its version ${quoted(text)}.` };
  return { version, epoch: Number(epoch) };
}

/** dpkg keeps it in a C int. */
const MAX_EPOCH = 2 ** 31 - 1;

export interface DebianSource {
  readonly name: string;
  readonly version?: string;
}

/**
 * Reads a Source field, "name" or "name (version)". By Debian policy 5.6.1 it is left out where it is the same as the
 * binary package, and so is its version.
 */
export function debianSource(
  text: string | undefined,
  binary: { name: string; version: string },
): DebianSource {
  const open = text?.indexOf("(") ?? -1;
  const name = (open === -1 ? text : text?.slice(0, open))?.trim() || binary.name;
  const version =
    (open === -1
      ? ""
      : (text ?? "")
          .slice(open + 1)
          .replace(/\)\s*$/, "")
          .trim()) || binary.version;
  return { name, ...(version === "" ? {} : { version }) };
}
