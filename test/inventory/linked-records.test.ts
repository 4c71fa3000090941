import { expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
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

const gapsOf = ({ gaps }: Inventory): string[] => gaps.map(({ code, path }) => `${code} ${path ?? ""}`);

it.each<[string, TarMember[][]]>([
  ["a symbolic link", [[file("opt/x", MANIFEST), symlink(RECORD, "/opt/x")]]],
  ["a hard link", [[file("opt/x", MANIFEST), hardlink(RECORD, "opt/x")]]],
  ["a hard link to a file of a lower layer", [[file("opt/x", MANIFEST)], [hardlink(RECORD, "opt/x")]]],
  [
    "a hard link whose file has lost its other name",
    [[file("opt/x", MANIFEST), hardlink(RECORD, "opt/x")], [file("opt/.wh.x")]],
  ],
])("says that nobody has looked into a record that is %s to a file called otherwise", async (_, layers) => {
  expect(gapsOf(await inventoryOf(...layers))).toEqual([`packages.linked /${RECORD}`]);
});

it("says it of a link whose name makes records of what lies in a folder", async () => {
  const record = "usr/lib/python3/dist-packages/requests-2.31.0.dist-info";
  const layer = [file("opt/x/METADATA", "Name: requests\nVersion: 2.31.0\n"), symlink(record, "/opt/x")];
  const pacman = "var/lib/pacman/local/telnet-1-1";
  const desc = file("opt/y/desc", "%NAME%\ntelnet\n\n%VERSION%\n1-1\n\n");
  const inventory = await inventoryOf([...layer, desc, symlink(pacman, "/opt/y")]);
  expect(gapsOf(inventory)).toEqual(
    expect.arrayContaining([`packages.linked /${record}`, `packages.linked /${pacman}`]),
  );
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
