/** A package database that can be seen but not read yet: whoever finds one must not report "no packages". */
export interface UnsupportedDatabase {
  /** What it is, for people. */
  readonly name: string;
  /** The kind of system that has it; see `families.ts`. */
  readonly family: string;
  readonly directory: string;
  /** Files in the directory of which each is a database; left out where the directory is the database itself. */
  readonly files?: readonly string[];
}

export const UNSUPPORTED: readonly UnsupportedDatabase[] = [
  { name: "pacman", family: "arch", directory: "/var/lib/pacman/local" },
  { name: "portage", family: "gentoo", directory: "/var/db/pkg" },
  { name: "nix", family: "nix", directory: "/nix/var/nix/db" },
];
