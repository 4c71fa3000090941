import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { dpkg } from "../../../src/catalogers/systems/dpkg.ts";

const STATUS = "/var/lib/dpkg/status";
const absent = existsSync(STATUS) ? "" : "SKIPPED: no dpkg on this machine to compare with";

it.skipIf(absent !== "")(`the packages of a real system are those that dpkg itself tells ${absent}`, () => {
  const format =
    "${db:Status-Status} ${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\n";
  const told = execFileSync("dpkg-query", ["--show", `--showformat=${format}`], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.startsWith("installed "));
  const { packages, problems } = dpkg.parse({ path: STATUS, bytes: readFileSync(STATUS) });
  const found = packages.map(
    ({ name, epoch, version, arch, source }) =>
      `installed ${name} ${epoch === undefined ? "" : `${epoch}:`}${version} ${arch} ${source?.name} ${source?.version}`,
  );
  expect(found.toSorted()).toEqual(told.toSorted());
  expect(problems).toEqual([]);
});
