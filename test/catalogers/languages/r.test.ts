import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { r } from "../../../src/catalogers/languages/r.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

const SCRIPT = `
mkdir -p till library
cat > till/DESCRIPTION <<'END'
Package: till
Version: 0.1-4.1
Title: A Till
Description: Counts
  Version: 9 is no field here.
License: GPL (>= 2) | file LICENCE
Author: Jane Doe
Maintainer: Jane Doe <jane@example.org>
END
touch till/NAMESPACE
R CMD INSTALL --library=library till > install.log 2>&1 || { cat install.log >&2; exit 1; }
`;
const { folder, absent } = await installed(["R", "Rscript"], SCRIPT);

describe.skipIf(absent !== "")(`beside R ${absent}`, () => {
  it("finds what installed.packages() tells: R's own library, and one of ours", async () => {
    const libraries = [path.join(folder, "library"), ask("cat(.Library)").trim()];
    const quoted = libraries.map((library) => JSON.stringify(library)).join(", ");
    const told = ask(
      `p <- installed.packages(c(${quoted})); cat(paste(p[, 1], p[, "Version"]), sep = "\\n")`,
    );
    const expected = told.trim().split("\n").toSorted();
    expect(expected).toContain("till 0.1-4.1");
    expect(expected.length).toBeGreaterThan(10);
    const files = (await Promise.all(libraries.map((library) => cataloged(library, [r])))).flat();
    const found = files.flatMap(({ packages }) => packages.map(({ name, version }) => `${name} ${version}`));
    expect(found.toSorted()).toEqual(expected);
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it("takes the source beside it for none", async () => {
    expect(await cataloged(path.join(folder, "till"), [r])).toEqual([]);
  });
});

describe("a DESCRIPTION", () => {
  const text =
    "Package: till\nVersion: 0.1-4\nLicense: GPL-3\nMaintainer: J. Doe <j@example.org>\nBuilt: R 4.2.2; ; 2023-01-17; unix\n";

  it("has the licence and the maintainer, too", () => {
    const maintainer = "J. Doe <j@example.org>";
    expect(parse(text)).toEqual({
      packages: [{ type: "cran", name: "till", version: "0.1-4", licenses: ["GPL-3"], maintainer }],
      problems: [],
    });
  });

  it("in a library that was cut before it says that it was built is a package all the same", () => {
    expect(parse(text.slice(0, text.indexOf("GPL") + 1)).packages[0]).toMatchObject({
      name: "till",
      version: "0.1-4",
    });
    expect(parse("Pack")).toMatchObject({
      packages: [{ name: "till", version: "" }],
      problems: [{ code: "bad-version" }],
    });
  });

  it("of anything else is none, and no problem", () => {
    for (const other of ["", "Just some text about this folder", "\0\u00ff", "Package: x\nVersion: 1\n"])
      expect(parse(other, "/srv/git/DESCRIPTION")).toEqual({ packages: [], problems: [] });
  });
});

function ask(expression: string): string {
  return execFileSync("Rscript", ["-e", expression], { encoding: "utf8" });
}

function parse(content: string, at = "/usr/lib/R/site-library/till/DESCRIPTION"): ReturnType<typeof r.parse> {
  return r.parse({ path: at, bytes: Buffer.from(content) });
}
