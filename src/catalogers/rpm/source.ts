/** What a SOURCERPM says: the file's name without its end, parted at the last two hyphens. */
export interface SourcePackage {
  readonly name: string;
  readonly version?: string;
}

/**
 * Reads `bash-5.2.26-4.el9.src.rpm`, and `.nosrc.rpm` where sources may not be passed on. A source package's epoch is not
 * in it.
 *
 * @returns a name only where the text is something else, and undefined where there is none
 */
export function sourceOf(file: string | undefined): SourcePackage | undefined {
  if (file === undefined || file === "" || file === "(none)") return undefined;
  const stem = SUFFIXES.find((suffix) => file.endsWith(suffix));
  if (stem === undefined) return { name: file };
  const full = file.slice(0, -stem.length);
  const version = full.lastIndexOf("-", full.lastIndexOf("-") - 1);
  return version <= 0 ? { name: full } : { name: full.slice(0, version), version: full.slice(version + 1) };
}

const SUFFIXES = [".nosrc.rpm", ".src.rpm"];
