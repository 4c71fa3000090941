import { describe, expect, it } from "vitest";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { DatabaseStates, packageKey } from "../../../src/inventory/origins/database-states.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import type { Inventory } from "../../../src/model/inventory.ts";
import { imageOf } from "../../support/image.ts";
import { hashDatabase, ndbDatabase, packageHeader } from "../../support/rpm-databases.ts";
import { rpmSqlite, sqliteIsAbsent } from "../../support/rpm-sqlite.ts";
import { file, symlink, type TarMember } from "../../support/tar.ts";

const RELEASE = file("etc/os-release", "ID=fedora\nVERSION_ID=40\n");
const OLD = [packageHeader("bash", "4.4"), packageHeader("gone", "1")];
const NEW = [packageHeader("bash", "5.2"), packageHeader("zsh", "5.9")];

async function inventoryOf(...members: readonly TarMember[]): Promise<Inventory> {
  const inventory = await takeInventory(await imageOf([[RELEASE, ...members]]), "os");
  return { ...inventory, gaps: inventory.gaps.filter(({ affects }) => affects.includes("packages")) };
}

function shown({ packages, gaps, databases }: Inventory): object {
  return {
    packages: packages.map(({ name, version }) => `${name} ${version.replace("-1.el9", "")}`),
    gaps: gaps.map(({ code, path }) => `${code} ${path}`),
    databases: databases.map(({ path, packages: count }) => `${path} ${count}`),
  };
}

describe("a database of rpm", () => {
  it.each(["var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"])("is found in %s", async (folder) => {
    const inventory = await inventoryOf(file(`${folder}/Packages.db`, ndbDatabase(NEW)));
    expect(shown(inventory)).toEqual({
      packages: ["bash 5.2", "zsh 5.9"],
      gaps: [],
      databases: [`/${folder}/Packages.db 2`],
    });
  });

  it("is one, by however many paths it is reached", async () => {
    const link = symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm");
    const inventory = await inventoryOf(link, file("usr/lib/sysimage/rpm/Packages", hashDatabase(NEW)));
    expect(inventory.packages).toHaveLength(2);
    expect(inventory.databases).toHaveLength(1);
    expect(inventory.gaps).toEqual([]);
  });

  it("that is left over beside the one in use is not read as well; what only it has is a gap", async () => {
    const inventory = await inventoryOf(
      file("var/lib/rpm/Packages", hashDatabase(OLD)),
      file("var/lib/rpm/Packages.db", ndbDatabase(NEW)),
    );
    expect(shown(inventory)).toEqual({
      packages: ["bash 5.2", "zsh 5.9"],
      gaps: ["packages.several-databases /var/lib/rpm/Packages"],
      databases: ["/var/lib/rpm/Packages 0", "/var/lib/rpm/Packages.db 2"],
    });
    expect(inventory.gaps[0]?.reason).toContain("Packages.db, which rpm prefers; 2 packages stand only here");
  });

  it("that is left over and has nothing of its own is no gap", async () => {
    const inventory = await inventoryOf(
      file("var/lib/rpm/Packages", hashDatabase(NEW.slice(0, 1))),
      file("var/lib/rpm/Packages.db", ndbDatabase(NEW)),
    );
    expect(inventory.packages).toHaveLength(2);
    expect(inventory.gaps).toEqual([]);
  });

  it("hides none by being empty, or damaged", async () => {
    for (const preferred of [ndbDatabase([]), Buffer.from("nonsense")]) {
      const inventory = await inventoryOf(
        file("var/lib/rpm/Packages", hashDatabase(OLD)),
        file("var/lib/rpm/Packages.db", preferred),
      );
      expect(inventory.packages.map(({ name }) => name)).toEqual(["bash", "gone"]);
      expect(inventory.gaps.map(({ code }) => code)).toContain("packages.several-databases");
    }
  });

  it("in two folders counts in both", async () => {
    const inventory = await inventoryOf(
      file("var/lib/rpm/Packages", hashDatabase(OLD)),
      file("usr/share/rpm/Packages.db", ndbDatabase(NEW)),
    );
    expect(inventory.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "bash 4.4-1.el9",
      "bash 5.2-1.el9",
      "gone 1-1.el9",
      "zsh 5.9-1.el9",
    ]);
  });

  it.skipIf(sqliteIsAbsent !== "")(`is read with the log beside it ${sqliteIsAbsent}`, async () => {
    const { database, wal } = rpmSqlite(NEW, { first: "PRAGMA journal_mode = WAL" });
    const members = [
      file("usr/share/rpm/rpmdb.sqlite", database),
      file("usr/share/rpm/rpmdb.sqlite-wal", wal),
    ];
    expect(shown(await inventoryOf(...members))).toEqual({
      packages: ["bash 5.2", "zsh 5.9"],
      gaps: [],
      databases: ["/usr/share/rpm/rpmdb.sqlite 2"],
    });
    const without = await inventoryOf(...members.slice(0, 1));
    expect(without.packages).toEqual([]);
    expect(without.gaps).not.toEqual([]);
  });

  it.skipIf(sqliteIsAbsent !== "")(
    `has changed where only its log has, from layer to layer ${sqliteIsAbsent}`,
    async () => {
      const first = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0";
      const { database, wal } = rpmSqlite(NEW, { first, last: "DELETE FROM Packages WHERE hnum = 2" });
      const [path, log] = ["var/lib/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite-wal"];
      // Without its last transaction, the log is as it was a layer below.
      const above = await imageOf([[file(path, database), file(log, wal)]]);
      const below = await imageOf([[file(path, database), file(log, wal.subarray(0, -(4096 + 24)))]]);
      const states = new DatabaseStates([rpm]);
      const zsh = packageKey("rpm", { name: "zsh", version: "5.9-1.el9", arch: "x86_64" });
      expect((await states.descend(above.files)).hasPackage(zsh)).toBe(false);
      const then = await states.descend(below.files);
      expect(then.hasPackage(zsh)).toBe(true);
      expect(then.hasContentOf(`/${path}`)).toBe(false);
    },
  );

  it("is read with any name that rpm has for one: its first bytes say what it is", () => {
    const parsed = rpm.parse({ path: "/var/lib/rpm/rpmdb.sqlite", bytes: hashDatabase(NEW) });
    expect(parsed.packages).toHaveLength(2);
  });
});
