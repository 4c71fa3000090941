import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { init } from "../../src/commands/init/init.ts";
import type { CommandContext } from "../../src/commands/context.ts";
import { policyCheck } from "../../src/commands/policy/check.ts";
import { policyTest } from "../../src/commands/policy/test.ts";
import { loadConfig } from "../../src/config/load.ts";
import { preparePolicy } from "../../src/policy/index.ts";

let folder: string;
let said: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-init-"));
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation(((text: string, done?: () => void) => {
    said += text;
    done?.();
    return true;
  }) as typeof process.stdout.write);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

function context(): CommandContext {
  return {
    env: { LUMOGATE_CACHE_DIR: "" },
    directory: folder,
    now: new Date(0),
    signal: new AbortController().signal,
    progress: () => undefined,
    terminal: { colour: false },
  };
}

const WRITTEN = [
  ".github/workflows/lumogate.yml",
  "lumogate.yaml",
  "policies/example.rego",
  "policies/example_test.rego",
];

async function files(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

describe("lumogate init", () => {
  it("writes what passes its own checks and tests, and judges", async () => {
    await init([], context());
    expect(await files()).toEqual(WRITTEN);
    expect(await policyTest(["--coverage", "100"], context()), said).toBe(0);
    expect(await policyCheck(["--strict"], context()), said).toBe(0);
    const { policies: paths, ...config } = await loadConfig(undefined, folder);
    const policy = await preparePolicy({
      ...config,
      paths,
      bundles: [],
      baseDirectory: folder,
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
    const written = await readFile(path.join(folder, ".github/workflows/lumogate.yml"), "utf8");
    expect(written).toBe(await readFile("examples/workflows/gate.yml", "utf8"));
  });

  it("leaves what is there as it is, and says so", async () => {
    await writeFile(path.join(folder, "lumogate.yaml"), "extends: strict\n");
    await mkdir(path.join(folder, ".github/workflows"), { recursive: true });
    await symlink("nowhere", path.join(folder, ".github/workflows/lumogate.yml"));
    await init([], context());
    expect(await readFile(path.join(folder, "lumogate.yaml"), "utf8")).toBe("extends: strict\n");
    expect(said).toContain("kept  lumogate.yaml, which was there already");
    expect(said).toContain("kept  .github/workflows/lumogate.yml");
    expect(said).toContain("wrote policies/example.rego");
  });

  it("puts nothing between policies that are there, and names none that it does not know", async () => {
    await mkdir(path.join(folder, "policies"));
    await init([], context());
    expect(await readdir(path.join(folder, "policies"))).toEqual([]);
    expect((await loadConfig(undefined, folder)).policies).toEqual([]);
  });

  it("takes no operand: it writes into the current directory", async () => {
    await expect(init(["elsewhere"], context())).rejects.toMatchObject({ code: "usage.operand" });
    expect(await files()).toEqual([]);
  });
});
