import { afterAll, beforeAll, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import { alpineIsAbsent, alpineTruth, loadAlpine } from "../support/alpine.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

describeEngine(
  "a real Alpine",
  (engine) => {
    const tag = engine.tag("alpine");
    let workspace: Workspace;
    let inventory: Inventory;

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await loadAlpine(engine, tag);
      const { code, stdout, stderr } = await lumogate(
        ["inspect", tag, "--output", "json"],
        workspace.around(engine.env),
      );
      expect(code, stderr).toBe(0);
      inventory = JSON.parse(stdout) as Inventory;
    });

    afterAll(() => workspace.remove());

    it("has the packages that another reader found in it", async () => {
      const truth = (await alpineTruth()).map(
        ({ name, version, arch, srcName }) => `${name} ${version} ${arch} of ${srcName}`,
      );
      const found = inventory.packages.map(
        ({ name, version, arch, source }) => `${name} ${version} ${arch} of ${source?.name}`,
      );
      expect(found.toSorted()).toEqual(truth.toSorted());
      expect(inventory.packages.map(({ type }) => type)).toEqual(truth.map(() => "apk"));
      expect(inventory.gaps).toEqual([]);
    });

    it("says which system it is", () => {
      expect(inventory.os).toMatchObject({ id: "alpine", versionId: "3.11.5" });
    });

    it("passes rules that it keeps, and fails a range that it is outside of", async () => {
      await workspace.write("keeps.yaml", allowing(">= 3.11"));
      await workspace.write("breaks.yaml", allowing(">= 3.20"));
      const check = async (config: string): Promise<number | null> =>
        (await lumogate(["check", tag, "--config", config], workspace.around(engine.env))).code;
      expect([await check("keeps.yaml"), await check("breaks.yaml")]).toEqual([0, 1]);
    });
  },
  alpineIsAbsent,
);

function allowing(versions: string): string {
  return `extends: none\nrules: { os.allowed: { allow: [{ id: alpine, versions: "${versions}" }] } }\n`;
}
