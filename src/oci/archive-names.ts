import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { decodeUtf8, quoted } from "../text.ts";
import { tooMuch } from "./too-much.ts";
import type { TarMember } from "./tar/member.ts";

/**
 * The names of an archive's members. An engine unpacks an archive into a folder, and so may follow `..` and the archive's own
 * links to a place that another member has; we take names as they stand. Archives where that makes a difference are refused.
 */
export class ArchiveNames {
  readonly #what: string;
  readonly #kinds = new Map<string, "folder" | "other">([["", "folder"]]);
  #implied = 0;

  /** @param what the archive, for messages */
  constructor(what: string) {
    this.#what = what;
  }

  /**
   * Every member, of any type, before anything is made of it.
   *
   * @throws LumogateError `archive.ambiguous`, `image.limit`
   */
  add({ name, type }: Pick<TarMember, "name" | "type">): void {
    const key = partName(name);
    const parts = key.split("/");
    if (parts.includes("..")) throw ambiguous(name, this.#what, "has a name that leads upwards");
    if (parts.length > LIMITS.directoryDepth)
      throw tooMuch("has directories nested too deeply", LIMITS.directoryDepth, "directoryDepth");
    this.#addParents(parts, name);
    const kind = type === "directory" ? "folder" : "other";
    if ((this.#kinds.get(key) ?? kind) !== kind)
      throw ambiguous(name, this.#what, "is both a folder and something else");
    this.#kinds.set(key, kind);
  }

  /** Up to the first that is known, whose own parents are known as well. */
  #addParents(parts: readonly string[], name: string): void {
    for (let length = parts.length - 1; length > 0; length -= 1) {
      const parent = parts.slice(0, length).join("/");
      const kind = this.#kinds.get(parent);
      if (kind === "folder") return;
      if (kind === "other") throw ambiguous(name, this.#what, "lies below a link or a file");
      this.#kinds.set(parent, "folder");
      this.#implied += 1;
      if (this.#implied > LIMITS.impliedDirectories)
        throw tooMuch("has too many directories", LIMITS.impliedDirectories, "impliedDirectories");
    }
  }
}

/** A name in an archive without what makes no difference; `..` stays. */
export function partName(name: string): string {
  return name
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** @param name a byte string. @param clause what is wrong with it: `lies below a link` */
export function ambiguous(name: string, what: string, clause: string): LumogateError {
  return new LumogateError(
    "archive.ambiguous",
    `${quoted(decodeUtf8(name).text)} in ${what} ${clause}; an engine could take it for another member.`,
    { hint: "No usual tool writes such an archive. Find out where it comes from, and save the image again." },
  );
}
