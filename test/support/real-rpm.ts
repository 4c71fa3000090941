import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DatabaseContent, ParsedPackage } from "../../src/catalogers/cataloger.ts";
import { requireManager } from "./managers.ts";

/** What tests beside the real rpm add to their titles; empty where it is there. */
export const rpmIsAbsent = requireManager("rpm", "rpmbuild", "rpmsign", "gpg", "gpgconf");

export interface RpmSpec {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** Further lines of the spec's head: `Epoch: 2`. */
  readonly head?: readonly string[];
  /** How many files it has. */
  readonly files?: number;
}

/** Builds one rpm of each spec, with rpmbuild, in a folder of the test's own. */
export function buildRpms(folder: string, specs: readonly RpmSpec[]): string[] {
  const top = path.join(folder, "build");
  return specs.map((spec, index) => {
    const file = path.join(folder, `${index}.spec`);
    writeFileSync(file, specText(spec));
    // Nothing is to be stripped or compressed, which takes most of the time.
    const defines = ["--define", `_topdir ${top}`, "--define", "__os_install_post %{nil}"];
    const out = execFileSync("rpmbuild", ["-bb", ...defines, file], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const built = /^Wrote: (.*)$/m.exec(out)?.[1];
    if (built === undefined) throw new Error(`rpmbuild wrote nothing: ${out}`);
    return built;
  });
}

function specText({ name, version, release, head = [], files = 0 }: RpmSpec): string {
  const folder = `/opt/${name}/a folder of its own`;
  return [
    `Name: ${name}`,
    `Version: ${version}`,
    `Release: ${release}`,
    "Summary: A package for tests",
    ...(head.some((line) => line.startsWith("License:")) ? [] : ["License: MIT"]),
    ...head,
    "%description",
    "A package for tests.",
    "%install",
    `mkdir -p "%{buildroot}${folder}"`,
    `cd "%{buildroot}${folder}"; for i in $(seq ${files}); do echo > file-$i; done`,
    "%files",
    ...(files === 0 ? [] : [`"${folder}"`]),
    "",
  ].join("\n");
}

/** A key that is thrown away, and its owner's folder. */
export interface SigningKey {
  sign(rpm: string): void;
  /** The file to import. */
  readonly publicKey: string;
  close(): void;
}

export function newSigningKey(folder: string): SigningKey {
  const home = path.join(folder, "gnupg");
  mkdirSync(home, { mode: 0o700 });
  const env = { ...process.env, GNUPGHOME: home };
  const run = (file: string, ...args: string[]): Buffer =>
    execFileSync(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const who = "tests@example.org";
  // rpm looks where Red Hat has it.
  const gpg = execFileSync("sh", ["-c", "command -v gpg"], { encoding: "utf8" }).trim();
  run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", who, "rsa2048", "sign");
  const publicKey = path.join(folder, "key.asc");
  writeFileSync(publicKey, run("gpg", "--armor", "--export", who));
  return {
    publicKey,
    sign: (rpm) =>
      run("rpmsign", "--define", `_gpg_name ${who}`, "--define", `__gpg ${gpg}`, "--addsign", rpm),
    close: () => run("gpgconf", "--kill", "all"),
  };
}

const NAMES = { sqlite: "rpmdb.sqlite", ndb: "Packages.db" } as const;
export type Backend = keyof typeof NAMES;

/** The formats that this machine's rpm writes: SUSE's has both, Debian's the first. */
export function backends(): Backend[] {
  const setup = execFileSync("rpm", ["--showrc"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const available = /^available backends\s*:(.*)$/m.exec(setup)?.[1]?.split(" ") ?? [];
  return (["sqlite", "ndb"] as const).filter((backend) => available.includes(backend));
}

/** A database that the real rpm writes. */
export class RealRpmDatabase {
  readonly folder: string;
  readonly #options: readonly string[];
  readonly #file: string;

  constructor(folder: string, backend: Backend) {
    this.folder = folder;
    this.#file = path.join(folder, NAMES[backend]);
    this.#options = ["--dbpath", folder, "--define", `_db_backend ${backend}`];
  }

  /** Changes what is recorded, and no file. */
  run(...args: string[]): void {
    const files = args[0] === "--import" ? [] : ["--nodeps", "--justdb", "--nosignature"];
    execFileSync("rpm", [...this.#options, ...files, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  }

  /** What rpm says of each package, in the form of `asTold`, sorted. */
  told(): string[] {
    const format = `${FIELDS.map((field) => `%{${field}}`).join("|")}|%{RSAHEADER:pgpsig}\n`;
    return execFileSync("rpm", [...this.#options, "--query", "--all", "--queryformat", format], {
      encoding: "utf8",
    })
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.replace(/\|[^|]*Key ID ([0-9a-f]+)$/, "|$1"))
      .toSorted();
  }

  /** The paths that rpm says a package has. */
  filesOf(name: string): string[] {
    const out = execFileSync("rpm", [...this.#options, "--query", "--list", name], { encoding: "utf8" });
    return out.split("\n").filter((line) => line.startsWith("/"));
  }

  content(): DatabaseContent {
    const companions = ["-wal", "-journal"]
      .map((end) => `${this.#file}${end}`)
      .filter((file) => existsSync(file))
      .map((file) => ({ path: file, bytes: readFileSync(file) }));
    return { path: this.#file, bytes: readFileSync(this.#file), companions };
  }
}

const FIELDS = [
  "NAME",
  "EPOCH",
  "VERSION",
  "RELEASE",
  "ARCH",
  "SOURCERPM",
  "LICENSE",
  "VENDOR",
  "PACKAGER",
  "MODULARITYLABEL",
  "LONGSIZE",
];

/** A package in the form of `RealRpmDatabase.told`. */
export function asTold(found: ParsedPackage): string {
  const cut = found.version.lastIndexOf("-");
  const source = found.source;
  return [
    found.name,
    found.epoch,
    found.version.slice(0, cut),
    found.version.slice(cut + 1),
    found.arch,
    source === undefined ? undefined : `${source.name}-${source.version}.src.rpm`,
    found.licenses?.join(" AND "),
    found.vendor,
    found.maintainer,
    found.modularity,
    found.size,
    found.signedBy?.join(","),
  ]
    .map((value) => value ?? "(none)")
    .join("|");
}
