import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { takeInventory } from "../../src/inventory/take.ts";
import type { Inventory, Package } from "../../src/model/inventory.ts";
import { dir } from "../../src/sources/dir.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { sourceContext } from "../support/source-context.ts";

describe.skipIf(debianIsAbsent !== "")(`a real Debian in a folder ${debianIsAbsent}`, () => {
  let folder: string;

  beforeAll(async () => {
    const tar = await debianRootfs();
    folder = mkdtempSync(path.join(os.tmpdir(), "lumogate-debian-"));
    // Only root may make devices.
    execFileSync("tar", ["-xf", tar, "-C", folder, "--exclude=./dev/*"]);
    return () => rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  it("is known for a root file system", async () => {
    expect(await dir.recognises(folder)).toBe(true);
  });

  it("has the packages that dpkg-query lists in it, no more and no less", async () => {
    const format = "${db:Status-Abbrev} ${Package} ${Version} ${Architecture}\n";
    const told = execFileSync("dpkg-query", [
      `--admindir=${folder}/var/lib/dpkg`,
      "--show",
      `--showformat=${format}`,
    ])
      .toString()
      .split("\n")
      .filter((line) => line !== "");
    const { packages, os: system, databases, gaps } = await inventoryOf(folder);
    expect(packages.map(asToldBy).toSorted()).toEqual(told.toSorted());
    expect(told.length).toBeGreaterThan(50);
    expect(system).toMatchObject({ id: "debian", versionId: "12", source: "/usr/lib/os-release" });
    expect(databases).toEqual([{ type: "deb", path: "/var/lib/dpkg/status", packages: told.length }]);
    expect(gaps.map(({ code }) => code)).toEqual([
      "image.none",
      "config.none",
      "layers.none",
      "files.capabilities",
    ]);
  });
});

async function inventoryOf(folder: string): Promise<Inventory> {
  const [found] = await dir.find(folder, sourceContext());
  const image = await found?.open();
  if (image === undefined) throw new Error("nothing was found");
  try {
    return await takeInventory(image, "all");
  } finally {
    await image.close();
  }
}

function asToldBy({ name, epoch, version, arch }: Package): string {
  return `ii  ${name} ${epoch === undefined ? "" : `${epoch}:`}${version} ${arch}`;
}
