import { byteString, decodeUtf8 } from "../../text.ts";
import type { OperatingSystem } from "../../model/inventory.ts";
import { parseOsRelease } from "./os-release.ts";

type NamedSystem = Pick<OperatingSystem, "id"> &
  Partial<Pick<OperatingSystem, "versionId" | "prettyName" | "codename">>;

interface ReleaseFile {
  readonly path: string;
  /** @returns undefined where the file does not name a system */
  readonly parse: (bytes: Uint8Array) => NamedSystem | undefined;
}

/**
 * Files that say what system it is where there is no os-release, the most telling first: Ubuntu has a
 * debian_version as well, and Oracle's redhat-release says Red Hat.
 */
export const RELEASE_FILES: readonly ReleaseFile[] = [
  { path: "/etc/alpine-release", parse: (bytes) => versionOnly("alpine", bytes) },
  { path: "/etc/lsb-release", parse: parseLsbRelease },
  { path: "/etc/oracle-release", parse: parseRedHatStyle },
  { path: "/etc/redhat-release", parse: parseRedHatStyle },
  { path: "/etc/system-release", parse: parseRedHatStyle },
  // Mostly what redhat-release links to; alone where somebody copied one file.
  { path: "/etc/almalinux-release", parse: parseRedHatStyle },
  { path: "/etc/centos-release", parse: parseRedHatStyle },
  { path: "/etc/fedora-release", parse: parseRedHatStyle },
  { path: "/etc/rocky-release", parse: parseRedHatStyle },
  { path: "/etc/SuSE-release", parse: parseSuseRelease },
  { path: "/etc/debian_version", parse: (bytes) => versionOnly("debian", bytes) },
];

/** The file is a version, "3.20.1", or a name where there is none yet, "trixie/sid". */
function versionOnly(id: string, bytes: Uint8Array): NamedSystem | undefined {
  const text = textOf(bytes);
  if (/^[0-9][0-9A-Za-z._]*$/.test(text)) return { id, versionId: text };
  return /^[a-z]+(\/sid)?$/.test(text) ? { id } : undefined;
}

function parseLsbRelease(bytes: Uint8Array): NamedSystem | undefined {
  const { values } = parseOsRelease(bytes);
  const id = values.get("DISTRIB_ID")?.toLowerCase();
  if (id === undefined) return undefined;
  const versionId = values.get("DISTRIB_RELEASE");
  const codename = values.get("DISTRIB_CODENAME");
  const prettyName = values.get("DISTRIB_DESCRIPTION");
  return {
    id,
    ...(versionId === undefined ? {} : { versionId }),
    ...(prettyName === undefined ? {} : { prettyName }),
    ...(codename === undefined ? {} : { codename }),
  };
}

/** How these names begin, and what the same system's os-release has as ID. */
const RED_HAT_STYLE_IDS: readonly (readonly [string, string])[] = [
  ["Red Hat Enterprise Linux", "rhel"],
  ["Red Hat Linux", "redhat"],
  ["CentOS", "centos"],
  ["Fedora", "fedora"],
  ["Oracle Linux", "ol"],
  ["Enterprise Linux", "ol"],
  ["Amazon Linux", "amzn"],
  ["Rocky Linux", "rocky"],
  ["AlmaLinux", "almalinux"],
  ["Scientific Linux", "scientific"],
];

/** "CentOS release 6.10 (Final)" */
function parseRedHatStyle(bytes: Uint8Array): NamedSystem | undefined {
  const prettyName = textOf(bytes);
  const id = RED_HAT_STYLE_IDS.find(([name]) => prettyName.startsWith(name))?.[1];
  const versionId = / release ([0-9][0-9.]*)/.exec(prettyName)?.[1];
  if (id === undefined || versionId === undefined) return undefined;
  return { id, versionId, prettyName };
}

/** "SUSE Linux Enterprise Server 11 (x86_64)", and then VERSION = 11 and PATCHLEVEL = 4, a line each. */
function parseSuseRelease(bytes: Uint8Array): NamedSystem | undefined {
  const text = textOf(bytes);
  const prettyName = text.split("\n")[0]?.trim() ?? "";
  const [, version] = /^VERSION = ([0-9.]+)\s*$/m.exec(text) ?? [];
  const [, level = "0"] = /^PATCHLEVEL = ([0-9]+)\s*$/m.exec(text) ?? [];
  const id = /^openSUSE/i.test(prettyName) ? "opensuse" : "sles";
  if (version === undefined || !/^(?:open)?SUSE/i.test(prettyName)) return undefined;
  return { id, versionId: level === "0" ? version : `${version}.${level}`, prettyName };
}

function textOf(bytes: Uint8Array): string {
  return decodeUtf8(byteString(bytes)).text.trim();
}
