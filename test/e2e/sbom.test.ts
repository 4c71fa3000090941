import { afterAll, beforeAll, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { type Ended, lumogate } from "../support/lumogate.ts";
import { aPackage } from "../support/report.ts";
import { fullInventory } from "../support/sboms.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const INVENTORY: Inventory = {
  ...fullInventory([
    aPackage("bash", "5.2-1", { licenses: ["GPL-3.0-or-later"] }),
    aPackage("telnet", "0.17-2"),
  ]),
  gaps: [],
};

let workspace: Workspace;
const run = (...args: string[]): Promise<Ended> =>
  lumogate(args, workspace.around({ PATH: process.env["PATH"] }));

beforeAll(async () => {
  workspace = await makeWorkspace();
  await workspace.write("shop.json", JSON.stringify(INVENTORY));
  await workspace.write(
    "lumogate.yaml",
    'extends: none\nrules:\n  packages.banned: { packages: [telnet] }\n  os.allowed: { allow: [{ id: debian, versions: ">= 12" }] }\n',
  );
  await workspace.write(
    "labels.yaml",
    "extends: none\nrules:\n  labels.required: { labels: [maintainer] }\n",
  );
});
afterAll(() => workspace.remove());

it.each(["cyclonedx", "spdx", "spdx3"])(
  "an inventory goes out as %s, and that comes back in, is known and judged",
  async (format) => {
    const file = `shop.${format}.json`;
    const written = await run("inspect", "shop.json", "--output", `${format}=${file}`);
    expect(written.code, written.stdout + written.stderr).toBe(0);

    const read = await run("inspect", file, "--output", "json");
    const { packages, os, image } = JSON.parse(read.stdout) as Inventory;
    expect({ packages, os, image }).toEqual({
      packages: INVENTORY.packages,
      os: INVENTORY.os,
      image: INVENTORY.image,
    });

    const judged = await run("check", file, "--output", "json");
    const report = JSON.parse(judged.stdout) as Report;
    expect(judged.code).toBe(1);
    expect(report.images[0]?.findings.map(({ rule, subject }) => [rule, subject])).toEqual([
      ["packages.banned", packages[1]?.purl],
    ]);
  },
);

it("a rule about what no SBOM says cannot be judged by one", async () => {
  await run("inspect", "shop.json", "--output", "cyclonedx=shop.cdx.json");
  const { code, stdout } = await run("check", "sbom:shop.cdx.json", "--config", "labels.yaml");
  expect(code).toBe(2);
  expect(stdout).toContain("config.none");
});
