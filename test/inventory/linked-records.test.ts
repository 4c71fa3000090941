import { expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import { LIMITS } from "../../src/limits.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { debianFiles, debStanza, imageOf } from "../support/image.ts";
import { file, hardlink, symlink, type TarMember } from "../support/tar.ts";

const RECORD = "app/node_modules/lodash/package.json";
const MANIFEST = JSON.stringify({ name: "lodash", version: "4.17.20" });

async function inventoryOf(...layers: TarMember[][]): Promise<Inventory> {
  const system = [
    ...debianFiles(debStanza("base-files", "12")),
    file("var/lib/dpkg/info/base-files.list", "/.\n"),
  ];
  return takeInventory(await imageOf([system, ...layers]), "all");
}

/** All but the system's own package. */
const found = ({ packages }: Inventory): string[] =>
  packages
    .filter(({ name }) => name !== "base-files")
    .map(({ type, name, version, locations }) =>
      [type, name, version, ...locations.map(({ path }) => path)].join(" "),
    );

const gapsOf = ({ gaps }: Inventory): string[] => gaps.map(({ code, path }) => `${code} ${path ?? ""}`);

it.each<[string, TarMember[][]]>([
  ["a symbolic link", [[file("opt/x", MANIFEST), symlink(RECORD, "/opt/x")]]],
  ["a hard link", [[file("opt/x", MANIFEST), hardlink(RECORD, "opt/x")]]],
  ["a hard link to a file of a lower layer", [[file("opt/x", MANIFEST)], [hardlink(RECORD, "opt/x")]]],
  [
    "a hard link whose file has lost its other name",
    [[file("opt/x", MANIFEST), hardlink(RECORD, "opt/x")], [file("opt/.wh.x")]],
  ],
])(
  "finds a package whose record is %s to a file called otherwise, under the record's name alone",
  async (_, layers) => {
    const inventory = await inventoryOf(...layers);
    expect(found(inventory)).toEqual([`npm lodash 4.17.20 /${RECORD}`]);
    expect(gapsOf(inventory)).toEqual([]);
  },
);

it("finds the same, whichever name of a file comes first", async () => {
  const other = await inventoryOf([file(RECORD, MANIFEST), hardlink("opt/x", RECORD)]);
  expect(found(other)).toEqual([`npm lodash 4.17.20 /${RECORD}`]);
  expect(gapsOf(other)).toEqual([]);
});

it("finds packages by links whose names make records of what lies in a folder", async () => {
  const record = "usr/lib/python3/dist-packages/requests-2.31.0.dist-info";
  const layer = [file("opt/x/METADATA", "Name: requests\nVersion: 2.31.0\n"), symlink(record, "/opt/x")];
  const pacman = "var/lib/pacman/local/telnet-1-1";
  const desc = file("opt/y/desc", "%NAME%\ntelnet\n\n%VERSION%\n1-1\n\n");
  const inventory = await inventoryOf([...layer, desc, symlink(pacman, "/opt/y")]);
  expect(found(inventory)).toEqual([
    `alpm telnet 1-1 /${pacman}/desc`,
    `pypi requests 2.31.0 /${record}/METADATA`,
  ]);
});

it("says of a record whose file is damaged what it would say of it anywhere", async () => {
  const inventory = await inventoryOf([file("opt/x", "{"), hardlink(RECORD, "opt/x")]);
  expect(gapsOf(inventory)).toEqual([`packages.malformed /${RECORD}`]);
});

it("does not read more than some thousands of records again, and says so of the others", async () => {
  const names = Array.from(
    { length: LIMITS.linkedRecords + 600 },
    (_, index) => `node_modules/p${index}/package.json`,
  );
  const layer = [file("opt/x", MANIFEST), ...names.map((name) => hardlink(name, "opt/x"))];
  const inventory = await inventoryOf(layer);
  const lodash = inventory.packages.find(({ name }) => name === "lodash");
  expect(lodash?.locations).toHaveLength(LIMITS.linkedRecords);
  expect(gapsOf(inventory)).toHaveLength(LIMITS.gapsPerKind + 1);
});

it("says nothing of links between records, nor of links to programs and to nothing", async () => {
  const program = `\x7fELF${"\0".repeat(600)}`;
  const inventory = await inventoryOf([
    file(RECORD, MANIFEST),
    hardlink("app/node_modules/copy/package.json", RECORD),
    symlink("srv/package.json", `/${RECORD}`),
    symlink("srv/node_modules", "/app/node_modules"),
    file("usr/bin/perl5.36.0", program),
    hardlink("usr/bin/perl", "usr/bin/perl5.36.0"),
    symlink("usr/bin/node", "perl"),
    symlink("app/node_modules/gone/package.json", "nowhere"),
  ]);
  expect(gapsOf(inventory)).toEqual([]);
});
