import type { Package } from "../../model/inventory.ts";

/**
 * Leaves out programs that were recognised by their bytes and that a package of the system brought: they are that package, and not
 * another one. That a list of files says so is not enough, since an image may be made to say that its `node` is one of the files
 * of `base-files`: the package must be called like the program, and have its version.
 */
export function withoutToldTwice(packages: readonly Package[]): Package[] {
  const byUrl = new Map(packages.map((found) => [found.purl, found]));
  return packages.filter((found) => {
    const owner = found.ownedBy === undefined ? undefined : byUrl.get(found.ownedBy);
    return found.evidence !== "binary" || owner === undefined || !isSame(found, owner);
  });
}

function isSame(program: Package, owner: Package): boolean {
  const name = letters(program.name);
  const names = [owner.name, owner.source?.name ?? ""].map(letters);
  const versions = [owner.version, owner.source?.version?.replace(/^\d+:/, "") ?? ""];
  return (
    program.version !== "" &&
    names.some((one) => one.includes(name)) &&
    versions.some((one) => beginsWithVersion(one, program.version))
  );
}

/** `postgresql-15` of PostgreSQL, `libnode108` of Node. */
function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, "");
}

/** `1.36.1-9+b1` begins with `1.36.1`, and with neither `1.36.10` nor `1.3`. */
function beginsWithVersion(version: string, beginning: string): boolean {
  return version.startsWith(beginning) && !/^\.?\d/.test(version.slice(beginning.length));
}
