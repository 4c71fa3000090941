import { expect, it } from "vitest";
import { CATALOGERS } from "../../../src/catalogers/index.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { isWanted } from "../../../src/inventory/extract/wanted.ts";
import type { ImageFiles } from "../../../src/model/image.ts";
import { imageOf } from "../../support/image.ts";

it("whatever an inventory asks for, in an image that has nothing, is wanted", async () => {
  const files: string[] = [];
  const folders: string[] = [];
  const empty: ImageFiles = {
    stat: () => Promise.resolve("absent"),
    readFile: (path) => {
      files.push(path);
      return Promise.resolve({ kind: "absent" });
    },
    readDirectory: (path) => {
      folders.push(path);
      return Promise.resolve({ kind: "absent" });
    },
  };
  await takeInventory({ ...(await imageOf([])), files: empty }, "os");
  // Else this test would hold nothing.
  expect(files.length).toBeGreaterThan(CATALOGERS.length);
  expect(files.filter((path) => !isWanted(path.slice(1)))).toEqual([]);
  expect(folders.filter((path) => !isWanted(`${path.slice(1)}/libc6`))).toEqual([]);
});

it.each([
  "usr/lib/apk/db/installed",
  "usr/lib/os-release",
  "var/lib/dpkg/status.d/libc6",
  "var/lib/rpm/rpmdb.sqlite-wal",
])("%s is wanted", (path) => expect(isWanted(path)).toBe(true));

it.each([
  "",
  "status",
  "/var/lib/dpkg/status",
  "var/lib/dpkg/status-old",
  "var/lib/dpkg/status.d",
  "var/lib/dpkg/status.d/libc6.md5sums",
  "var/lib/dpkg/status.d/deeper/libc6",
  "usr/var/lib/dpkg/status",
  "usr/etc/os-release",
  "constructor",
])("%j is not", (path) => expect(isWanted(path)).toBe(false));
