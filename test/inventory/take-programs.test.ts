import { describe, expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { debianFiles, debStanza, imageOf } from "../support/image.ts";
import { file, type TarMember } from "../support/tar.ts";

async function inventoryOf(...layer: TarMember[]): Promise<Inventory> {
  return takeInventory(await imageOf([layer]), "all");
}

describe("a program whose version is in its bytes", () => {
  const busybox = `\x7fELF${"\0".repeat(60)}BusyBox v1.36.1 (2023-11-07)\0`;
  const database = debStanza("busybox", "1:1.36.1-4");
  const program = (name: string): TarMember => ({ ...file(name, busybox), mode: 0o755 });

  it("is the package of the system that brought it, and no other", async () => {
    const list = file("var/lib/dpkg/info/busybox.list", "/.\n/usr\n/usr/bin\n/usr/bin/busybox\n");
    const image = await inventoryOf(...debianFiles(database), list, program("usr/bin/busybox"));
    expect(image.packages.map(({ type, name }) => `${type} ${name}`)).toEqual(["deb busybox"]);
  });

  it.each([
    ["of another name", debStanza("base-files", "1.36.1"), "base-files"],
    ["of another version", debStanza("busybox", "1:1.36.10-1"), "busybox"],
  ])("is told beside a package %s that says it brought it: lists can be forged", async (_, forged, owner) => {
    const list = file(`var/lib/dpkg/info/${owner}.list`, "/.\n/usr\n/usr/bin\n/usr/bin/busybox\n");
    const image = await inventoryOf(...debianFiles(forged), list, program("usr/bin/busybox"));
    const programs = image.packages.filter(({ type }) => type === "generic");
    expect(programs.map(({ name, version }) => `${name} ${version}`)).toEqual(["busybox 1.36.1"]);
    expect(programs[0]?.ownedBy).toContain(owner);
  });

  it("is a package of its own where nobody brought it, beside the system's as well", async () => {
    const image = await inventoryOf(...debianFiles(database), program("opt/busybox"));
    expect(image.packages.map(({ type, name, version }) => `${type} ${name} ${version}`)).toEqual([
      "deb busybox 1.36.1-4",
      "generic busybox 1.36.1",
    ]);
  });
});
