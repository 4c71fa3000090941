import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { byteString, decodeUtf8, quoted } from "../text.ts";
import { ambiguous, partName } from "./archive-names.ts";
import type { Blob } from "./blob.ts";
import type { LayerFacts } from "./layer-facts.ts";

/** A file in an archive. */
export interface ArchivePart {
  readonly blob: Blob;
  /** Where the archive was read from start to end, and this looked like a layer. */
  readonly facts?: LayerFacts;
}

/**
 * What is known of a part that should be this blob. Where it is another one, nothing is: it will be read again, and
 * refused like any blob that is not what it should be.
 */
export function factsAbout(
  part: ArchivePart | undefined,
  { digest, size }: Pick<Blob, "digest" | "size">,
): LayerFacts[] {
  const facts = part?.facts;
  if (facts === undefined || facts.storedBytes !== size) return [];
  return digest === undefined || facts.digest === digest ? [facts] : [];
}

/** Another name for what lies somewhere else in the archive: from its top, `..` not resolved. */
export interface ArchiveLink {
  readonly type: "hardlink" | "symlink";
  readonly target: string;
}

/** What there may be under a name. What is bad is bad only for an image that needs it. */
export type ArchiveEntry = ArchivePart | ArchiveLink | { readonly error: LumogateError };

/** A tar that holds images, as a map of what lies in it. */
export class Archive {
  /** For messages: its path. */
  readonly what: string;
  readonly #entries = new Map<string, ArchiveEntry>();

  constructor(what: string) {
    this.what = what;
  }

  /** @param name as it stands in the tar: a byte string */
  add(name: string, entry: ArchiveEntry): void {
    const key = partName(name);
    this.#entries.set(key, this.#entries.has(key) ? { error: this.#twice(key) } : entry);
  }

  /**
   * What lies under a name, links followed. Links lead to other names in the archive; a name that leads out of it is no
   * name of anything, and the host's files are never looked at.
   *
   * @throws LumogateError `archive.duplicate`, `archive.ambiguous`, or why what lies there cannot be read
   */
  find(name: string): ArchivePart | undefined {
    let key = this.#resolve(byteString(Buffer.from(name)));
    let through: ArchiveLink | undefined;
    for (let links = 0; links <= LIMITS.symlinks; links += 1) {
      const entry = this.#entries.get(key);
      if (entry === undefined || "blob" in entry) return entry;
      if ("error" in entry) throw entry.error;
      // That makes the same link at another place, from where it leads elsewhere.
      if (through?.type === "hardlink" && entry.type === "symlink")
        throw ambiguous(key, this.what, "is a link that has a hard link");
      through = entry;
      key = this.#resolve(entry.target);
    }
    return undefined;
  }

  /** Takes `a/../b` for `b`, since `docker save` once linked a layer that it had twice as `../other/layer.tar`. */
  #resolve(target: string): string {
    const path: string[] = [];
    for (const part of partName(target).split("/")) {
      if (part !== "..") {
        path.push(part);
        continue;
      }
      // Where `a` is a link itself, an engine goes up from where that leads.
      if (this.#entries.has(path.join("/")))
        throw ambiguous(target, this.what, "leads up from a link or a file");
      // Out of the archive: no member has such a name.
      if (path.pop() === undefined) return target;
    }
    return path.join("/");
  }

  #twice(name: string): LumogateError {
    return new LumogateError(
      "archive.duplicate",
      `${quoted(decodeUtf8(name).text)} is in ${this.what} twice.`,
      { hint: "Which of the two an engine would load is open. Save the image again." },
    );
  }
}
