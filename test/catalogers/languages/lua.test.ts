import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { lua } from "../../../src/catalogers/languages/lua.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

/** Two rocks of our own, one of them in two versions beside each other. */
const SCRIPT = `
rock() {
  mkdir -p $1; echo 'return {}' > $1/$1.lua
  cat > $1/$1-$2.rockspec <<END
package = "$1"
version = "$2"
source = { url = "file:///nowhere" }
description = { summary = 'license = "none"',
  license = "MIT/X11" }
build = { type = "builtin", modules = { $1 = "$1.lua" } }
END
  (cd $1 && luarocks --tree ../tree make --deps-mode=none --keep $1-$2.rockspec) > log 2>&1 || { cat log >&2; exit 1; }
}
rock till 1.2.0-3
rock till 2.0-1
rock drawer scm-1
rm log
`;
const { folder, absent } = await installed(["luarocks"], SCRIPT);
const tree = path.join(folder, "tree");

describe.skipIf(absent !== "")(`beside LuaRocks ${absent}`, () => {
  it("finds what luarocks list tells", async () => {
    const told = execFileSync("luarocks", ["--tree", tree, "list", "--porcelain"], { encoding: "utf8" });
    const expected = told
      .trim()
      .split("\n")
      .map((line) => line.split("\t").slice(0, 2).join(" "));
    expect(expected).toHaveLength(3);
    const packages = (await cataloged(folder, [lua])).flatMap((file) => file.packages);
    expect(packages.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(expected.toSorted());
    expect(packages.map(({ licenses }) => licenses)).toEqual(expected.map(() => ["MIT/X11"]));
  });
});

it("goes by the folders, whatever is left of the file", () => {
  const at = "/usr/local/lib/luarocks/rocks-5.1/till/1.2.0-3/till-1.2.0-3.rockspec";
  const till = { type: "luarocks", name: "till", version: "1.2.0-3" };
  expect(lua.parse({ path: at, bytes: Buffer.from("\0\u00ff") })).toEqual({ packages: [till], problems: [] });
  const source = { path: "/src/rocks/till/spec/till-dev-1.rockspec", bytes: Buffer.from("") };
  expect(lua.parse(source)).toEqual({ packages: [], problems: [] });
});
