import type { Random } from "./random.ts";

export interface ImageFile {
  /** Relative to the image's root. */
  readonly path: string;
  readonly content: string | Buffer;
  /** Left out: 0o644. */
  readonly mode?: number;
}

/** The files of a layer, made as they are read: a layer may be larger than memory. */
export type LayerFiles = Generator<ImageFile>;

/** One package: its stanza in dpkg's status, what dpkg keeps about it, and its files. */
export interface DebianPackage {
  readonly stanza: string;
  readonly files: readonly ImageFile[];
}

const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
`;

export const SYSTEM_FILES: readonly ImageFile[] = [
  { path: "usr/lib/os-release", content: OS_RELEASE },
  { path: "etc/os-release", content: OS_RELEASE },
  { path: "etc/debian_version", content: "12.11\n" },
];

/** dpkg's status file, with the stanzas of the packages installed so far. */
export function statusFile(stanzas: readonly string[]): ImageFile {
  return { path: "var/lib/dpkg/status", content: stanzas.join("\n") };
}

const STEMS = [
  "libcrypt",
  "python3",
  "perl",
  "libx11",
  "gcc",
  "systemd",
  "libssl",
  "fonts",
  "tzdata",
] as const;
const KINDS = ["common", "base", "data", "dev", "utils", "modules"] as const;

/**
 * A package such as Debian's: a stanza of about a kilobyte, file lists and checksums under `/var/lib/dpkg/info`, and
 * files of 0.2 to 75 kB, 20 kB on average: real images hold 60,000 entries in 1.2 GB.
 *
 * @param bytes about how much its files hold together
 */
export function debianPackage(index: number, bytes: number, random: Random): DebianPackage {
  const name = `${random.pick(STEMS)}-${random.pick(KINDS)}${index}`;
  const upstream = `${random.between(0, 9)}.${random.between(0, 40)}.${random.between(0, 9)}`;
  const version = `${random.between(0, 4) === 0 ? "1:" : ""}${upstream}+dfsg-${random.between(1, 9)}+deb12u1`;
  const files: ImageFile[] = [];
  for (let left = bytes; left > 0;) {
    const size = Math.min(left, 2 ** random.between(8, 16) + random.between(0, 10_000));
    files.push({ path: `usr/lib/${name}/${files.length}.so`, content: random.bytes(size) });
    left -= size;
  }
  files.push({ path: `usr/share/doc/${name}/copyright`, content: random.bytes(random.between(900, 9_000)) });
  const info = `var/lib/dpkg/info/${name}`;
  const list = files.map(({ path }) => `/${path}\n`).join("");
  const sums = files.map(({ path }) => `${random.bytes(16).toString("hex")}  ${path}\n`).join("");
  files.push({ path: `${info}.list`, content: list }, { path: `${info}.md5sums`, content: sums });
  return { stanza: stanzaOf(name, version, bytes, random), files };
}

function stanzaOf(name: string, version: string, bytes: number, random: Random): string {
  const depends = Array.from({ length: random.between(2, 12) }, (_, i) => `libdep${i}-${name} (>= 1.${i})`);
  const description = Array.from({ length: random.between(2, 9) }, () => ` ${"text that tells ".repeat(4)}.`);
  return [
    `Package: ${name}`,
    "Status: install ok installed",
    "Priority: optional",
    "Section: libs",
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    "Maintainer: Debian Developers <developers@example.org>",
    `Architecture: ${random.pick(["amd64", "amd64", "all"])}`,
    "Multi-Arch: same",
    `Source: ${name}-src`,
    `Version: ${version}`,
    `Depends: ${depends.join(", ")}`,
    "Conffiles:",
    ` /etc/${name}.conf ${random.bytes(16).toString("hex")}`,
    `Description: ${name} for the benchmark`,
    ...description,
    "Homepage: https://example.org/",
    "",
  ].join("\n");
}
