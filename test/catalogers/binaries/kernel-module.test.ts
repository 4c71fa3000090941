import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { kernelModule } from "../../../src/catalogers/binaries/kernel-module.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";

const FOLDER = path.join(
  FIXTURES,
  "os-packages/google+osv-scalibr/extractor/filesystem/os/kernel/module/testdata",
);

async function read(bytes: Buffer) {
  return kernelModule.inspect({ path: "/lib/modules/6.1/x.ko", mode: 0o644, content: memoryContent(bytes) });
}

describe.skipIf(fixturesAreAbsent !== "")(`real modules of the kernel ${fixturesAreAbsent}`, () => {
  it("have the name, version, licence and author that modinfo shows", async () => {
    expect(await read(readFileSync(path.join(FOLDER, "valid")))).toEqual({
      packages: [
        {
          type: "generic",
          name: "intel_oaktrail",
          version: "0.4ac1",
          evidence: "binary",
          licenses: ["GPL"],
          maintainer: "Yin Kangkai (kangkai.yin@intel.com)",
        },
      ],
      problems: [],
    });
  });

  it("are packages without a version, too", async () => {
    const { packages } = await read(readFileSync(path.join(FOLDER, "valid_no_vers_deps_auth")));
    expect(packages).toMatchObject([{ name: "intel_mrfld_pwrbtn", version: "" }]);
  });

  it("are none without their section, or cut", async () => {
    expect((await read(readFileSync(path.join(FOLDER, "invalid")))).packages).toEqual([]);
    const whole = readFileSync(path.join(FOLDER, "valid"));
    for (let end = 0; end < whole.length; end += 97)
      expect((await read(whole.subarray(0, end))).packages.length).toBeLessThanOrEqual(1);
  });
});
