import { describe, expect, it } from "vitest";
import type { FileCataloger } from "../../src/catalogers/cataloger.ts";
import { everythingExtracted } from "../../src/inventory/extract/extract.ts";
import { takeInventory } from "../../src/inventory/take.ts";
import type { Gap, Scope } from "../../src/model/inventory.ts";
import { debianFiles, imageOf } from "../support/image.ts";
import { file, type TarMember } from "../support/tar.ts";

/** Knows programs by their names. */
const knower: FileCataloger = {
  name: "knower",
  globs: ["**/known*"],
  parse: () => ({ packages: [{ type: "golang", name: "example.org/x", version: "v1" }], problems: [] }),
};

function program(name: string, mode = 0o755): TarMember {
  return { ...file(name, "\u007fELF and what follows"), mode };
}

async function gapsOf(layer: readonly TarMember[], scope: Scope = "all"): Promise<readonly Gap[]> {
  const image = await imageOf([layer], {}, everythingExtracted([knower]));
  const { gaps } = await takeInventory(image, scope);
  return gaps.filter(({ code }) => code.startsWith("packages."));
}

describe("an image without a package database has no gap for that", () => {
  it.each<[string, TarMember[]]>([
    ["one program, of which it is known what is in it", [program("known")]],
    [
      "such a program, its libraries and scripts",
      [program("known"), program("lib/x.so.1", 0o644), file("run.sh", "#!/bin/x")],
    ],
    ["packages of a language and no program at all", [file("known.json")]],
  ])("where it is %s", async (_what, layer) => expect(await gapsOf(layer)).toEqual([]));
});

describe("an image without a package database is one of which it cannot be told what is installed", () => {
  it.each<[string, TarMember[], string]>([
    ["a program of which nothing is known", [program("app")], '"/app"'],
    ["beside one that is known", [program("known"), program("app")], '"/app"'],
    ["which need not be marked as one", [program("known"), program("app", 0o644)], '"/app"'],
    ["also a library that can be run", [program("known"), program("lib/libc.so.6")], '"/lib/libc.so.6"'],
    ["a module of WebAssembly", [program("known"), file("app.wasm", "\0asm")], '"/app.wasm"'],
  ])("%s", async (_what, layer, named) => {
    const gaps = await gapsOf(layer);
    expect(gaps).toMatchObject([{ code: "packages.no-database", by: "packages", affects: ["packages"] }]);
    expect(gaps[0]?.reason).toContain(`Nothing says what is in these programs: ${named}.`);
  });

  it("nothing of which anybody knows anything", async () => {
    expect(await gapsOf([file("etc/motd", "hello")])).toMatchObject([{ code: "packages.no-database" }]);
    expect(await gapsOf([])).toMatchObject([{ code: "packages.no-database" }]);
  });

  it("where many programs are unknown, the first are named and the rest counted", async () => {
    const gaps = await gapsOf(Array.from({ length: 12 }, (_, index) => program(`app${index}`)));
    expect(gaps[0]?.reason).toMatch(/: "\/app0", "\/app1", .*, and 7 more\.$/);
  });

  it("where nobody looked at its programs, since only the system was asked for", async () => {
    const gaps = await gapsOf([program("known")], "os");
    expect(gaps).toMatchObject([{ code: "packages.no-database" }]);
    expect(gaps[0]?.reason).not.toContain("program");
  });
});

describe("with scope os", () => {
  it("no file but databases is looked at, and that is a gap for rules about files only", async () => {
    const image = await imageOf([debianFiles()], {
      tree: () => Promise.reject(new Error("the whole tree is not asked for")),
    });
    const inventory = await takeInventory(image, "os");
    expect(inventory).toMatchObject({ scope: "os", packages: [{ name: "libc6" }, { name: "telnet" }] });
    expect(inventory).not.toHaveProperty("files");
    expect(inventory.gaps.map(({ code, affects }) => [code, affects])).toEqual([
      ["files.not-looked-at", ["files"]],
    ]);
  });
});

describe("with scope all", () => {
  it("a source that cannot show all files is not believed to have none", async () => {
    const image = await imageOf([debianFiles()]);
    Reflect.deleteProperty(image, "tree");
    const { gaps, ...inventory } = await takeInventory(image, "all");
    expect(inventory).not.toHaveProperty("files");
    expect(gaps.map(({ code, affects }) => [code, affects])).toEqual([
      ["files.not-looked-at", ["packages", "files"]],
    ]);
  });

  it("a failure to read the tree is an error", async () => {
    const image = await imageOf([debianFiles()], {
      tree: () => Promise.reject(new Error("the engine is gone")),
    });
    await expect(takeInventory(image, "all")).rejects.toThrow("the engine is gone");
  });
});
