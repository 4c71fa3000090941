import * as fc from "fast-check";
import path from "node:path";
import { expect, it } from "vitest";
import { GlobIndex } from "../../../src/inventory/extract/glob-index.ts";

function isFound(glob: string, file: string): boolean {
  return new GlobIndex([[[glob], true]]).find(file).length > 0;
}

it.each([
  ["**/package.json", "package.json"],
  ["**/package.json", "usr/lib/node_modules/npm/package.json"],
  ["**/package.json", "opt/PACKAGE.json"],
  ["**/*.dist-info/METADATA", "usr/lib/python3/site-packages/a-1.dist-info/METADATA"],
  ["**/*.deps.json", "app/my.app.deps.json"],
  ["**/{a,b{c,d}}.{jar,war}", "x/bd.war"],
  ["**/lib{python,ruby}*.so*", "usr/lib/libpython3.11.so.1.0"],
  ["**/python?.?", "usr/bin/python3.9"],
  ["opt/**/x", "opt/x"],
  ["opt/**/x", "opt/a/b/x"],
  ["**/a/**/b/*.so", "a/a/q/b/b/x.so"],
  ["**", "anything/at/all"],
  ["var/lib/**", "var/lib/dpkg/status"],
  ["usr/bin/go", "usr/bin/go"],
  ["**/c++", "usr/bin/c++"],
])("%s is %s", (glob, file) => expect(isFound(glob, file)).toBe(true));

it.each([
  ["**/package.json", "usr/my-package.json"],
  ["**/package.json", "package.json/x"],
  ["*.json", "deep/x.json"],
  ["usr/*/x", "usr/a/b/x"],
  ["usr/?/x", "usr//x"],
  ["**/python?.?", "usr/bin/python3x9"],
  ["**/*.deps.json", "app/deps.json"],
  ["**/a.c", "abc"],
  ["**/a.c", "x/aXc"],
  ["opt/**/x", "usr/opt/a/x"],
  ["**/{a,b}", "{a,b}"],
  ["**/__proto__x", "__proto__"],
])("%s is not %s", (glob, file) => expect(isFound(glob, file)).toBe(false));

it("finds each value once, in the order in which they were given, by whichever of its globs", () => {
  const index = new GlobIndex([
    [["**/*.json", "**/package.json"], "json"],
    [["**"], "all"],
    [["**/package.json"], "npm"],
  ]);
  expect(index.find("a/package.json")).toEqual(["json", "all", "npm"]);
  expect(index.find("a/other.json")).toEqual(["json", "all"]);
  expect(index.find("constructor")).toEqual(["all"]);
});

it("agrees with Node's own globs", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 4 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pattern, fc.constant("**")), { minLength: 1, maxLength: 5 }),
      fc.array(name, { minLength: 1, maxLength: 5 }),
      (globs, names) => {
        // Node does not let a wildcard match a leading dot, nor "." and ".." be names; images have such files.
        fc.pre([...globs, ...names].every((each) => !each.startsWith(".")));
        fc.pre(globs.every((each) => each === "**" || !each.includes("**")));
        const [glob, file] = [globs.join("/"), names.join("/")];
        expect([glob, file, isFound(glob, file)]).toEqual([glob, file, path.matchesGlob(file, glob)]);
      },
    ),
    { seed: 4, numRuns: 3_000 },
  );
});

it("takes time in proportion to a path that was made to keep it busy", () => {
  const index = new GlobIndex([[["**/a*a*a*a*a*a*a*b", "**/*a/*a/**/*a/**/b*.b"], true]]);
  const hostile = ["a".repeat(4_000), "a/".repeat(2_000), `${"a/".repeat(2_000)}b.b.a`];
  const start = performance.now();
  for (const file of hostile) expect(index.find(file)).toEqual([]);
  expect(performance.now() - start).toBeLessThan(500);
});
