import type { Scope } from "../model/inventory.ts";

/** A package database that can be seen but is not read: whoever finds one must not report "no packages". */
export interface UnsupportedDatabase {
  /** What it is, for people. */
  readonly name: string;
  /** The kind of system that has it; see `families.ts`. */
  readonly family: string;
  readonly directory: string;
  /** Files in the directory of which each is a database; left out where the directory is the database itself. */
  readonly files?: readonly string[];
  /** The only scope that reads it; left out where this version reads it in none. */
  readonly readIn?: Scope;
}

export const UNSUPPORTED: readonly UnsupportedDatabase[] = [
  { name: "pacman", family: "arch", directory: "/var/lib/pacman/local", readIn: "all" },
  { name: "portage", family: "gentoo", directory: "/var/db/pkg", readIn: "all" },
  { name: "nix", family: "nix", directory: "/nix/var/nix/db" },
];
