import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { init } from "../../src/commands/init/init.ts";
import type { CommandContext } from "../../src/commands/context.ts";
import { policyCheck } from "../../src/commands/policy/check.ts";
import { policyTest } from "../../src/commands/policy/test.ts";
import { loadConfig } from "../../src/config/load.ts";
import { preparePolicy } from "../../src/policy/index.ts";
import { commandContext } from "../support/command-context.ts";
import { commandRun } from "../support/command-run.ts";

const command = commandRun();

function context(): CommandContext {
  return commandContext(command.folder);
}

const WRITTEN = [
  ".github/workflows/lumogate.yml",
  "lumogate.yaml",
  "policies/example.rego",
  "policies/example_test.rego",
];

async function files(): Promise<string[]> {
  const all = await readdir(command.folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(command.folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

describe("lumogate init", () => {
  it("writes what passes its own checks and tests, and judges", async () => {
    await init([], context());
    expect(await files()).toEqual(WRITTEN);
    expect(await policyTest(["--coverage", "100"], context()), command.said).toBe(0);
    expect(await policyCheck(["--strict"], context()), command.said).toBe(0);
    const { policies: paths, ...config } = await loadConfig(undefined, command.folder);
    const policy = await preparePolicy({
      ...config,
      paths,
      bundles: [],
      baseDirectory: command.folder,
      scope: "all",
      effectiveTime: new Date(0),
      signal: new AbortController().signal,
    });
    await policy.close();
    const active = policy.rules.filter((rule) => rule.active).map(({ id }) => id);
    expect(active).toEqual(expect.arrayContaining(["team.owner", "secrets.exposed"]));
  });

  it("writes the same workflow as the example", async () => {
    await init([], context());
    const written = await readFile(path.join(command.folder, ".github/workflows/lumogate.yml"), "utf8");
    expect(written).toBe(await readFile("examples/workflows/gate.yml", "utf8"));
  });

  it("leaves what is there as it is, and says so", async () => {
    await writeFile(path.join(command.folder, "lumogate.yaml"), "extends: strict\n");
    await mkdir(path.join(command.folder, ".github/workflows"), { recursive: true });
    await symlink("nowhere", path.join(command.folder, ".github/workflows/lumogate.yml"));
    await init([], context());
    expect(await readFile(path.join(command.folder, "lumogate.yaml"), "utf8")).toBe("extends: strict\n");
    expect(command.said).toContain("kept  lumogate.yaml, which was there already");
    expect(command.said).toContain("kept  .github/workflows/lumogate.yml");
    expect(command.said).toContain("wrote policies/example.rego");
  });

  it("puts nothing between policies that are there, and names none that it does not know", async () => {
    await mkdir(path.join(command.folder, "policies"));
    await init([], context());
    expect(await readdir(path.join(command.folder, "policies"))).toEqual([]);
    expect((await loadConfig(undefined, command.folder)).policies).toEqual([]);
  });

  it("takes no operand: it writes into the current directory", async () => {
    await expect(init(["elsewhere"], context())).rejects.toMatchObject({ code: "usage.operand" });
    expect(await files()).toEqual([]);
  });
});
