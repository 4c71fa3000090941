import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apk } from "../../../src/catalogers/systems/apk.ts";
import { fixturesAreAbsent, FIXTURES } from "../../support/fixtures.ts";

const ARCHIVES = path.join(FIXTURES, "images/aquasecurity+trivy/pkg/fanal/test/testdata");
const absent =
  fixturesAreAbsent === "" && process.getuid?.() !== 0
    ? "SKIPPED: apk runs in a root of its own, which needs root"
    : fixturesAreAbsent;

function namesOf({ packages }: ReturnType<typeof apk.parse>): string[] {
  return packages.map(({ name, version }) => `${name}-${version}`).toSorted();
}

describe.skipIf(absent !== "").each(["alpine-310.tar.gz", "alpine-311.tar.gz"])(
  `the apk within %s ${absent}`,
  (archive) => {
    let folder = "";
    let root = "";

    beforeAll(() => {
      folder = mkdtempSync(path.join(tmpdir(), "lumogate-apk-"));
      root = path.join(folder, "root");
      mkdirSync(root);
      execFileSync("tar", ["-xzf", path.join(ARCHIVES, archive), "-C", folder]);
      const layers = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith("layer.tar"),
      );
      expect(layers).toHaveLength(1);
      for (const layer of layers) execFileSync("tar", ["-xf", path.join(folder, layer), "-C", root]);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** What apk itself says, in a root of its own; it asks for nothing outside. */
    const told = (...args: readonly string[]): string[] =>
      execFileSync("chroot", [root, "/sbin/apk", "--no-network", ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      })
        .trim()
        .split("\n");

    const read = (): ReturnType<typeof apk.parse> => {
      const place = "/lib/apk/db/installed";
      return apk.parse({ path: place, bytes: readFileSync(path.join(root, place)) });
    };
    it("tells the very packages that are read, versions to the letter", () => {
      expect(namesOf(read())).toEqual(told("info", "-v").toSorted());
      expect(read().problems).toEqual([]);
    });

    it("knows no more of one that was removed, and neither is it read", () => {
      const before = namesOf(read());
      told("--no-scripts", "del", "alpine-keys", "--force-broken-world");
      expect(namesOf(read())).toEqual(before.filter((name) => !name.startsWith("alpine-keys-")));
      expect(namesOf(read())).toEqual(told("info", "-v").toSorted());
      expect(before.length - namesOf(read()).length).toBe(1);
    });
  },
);
