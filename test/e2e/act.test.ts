import { execFile } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { debianArchive } from "../support/image.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

/**
 * The Action in a whole workflow, run by act on this machine ("self-hosted": no container). `go install
 * github.com/nektos/act@v0.2.87` brings it; LUMOGATE_ACT says where it is, if it is not in the PATH.
 */
const ACT = process.env["LUMOGATE_ACT"] ?? "act";
const ROOT = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

const isThere = await run(ACT, ["--version"]).then(
  () => true,
  () => false,
);
if (!isThere && process.env["LUMOGATE_REQUIRE_ACT"] === "1")
  throw new Error("act is required, and is not here");
if (!isThere) console.error("SKIPPED: the Action in act, which is not here (see test/e2e/act.test.ts)");

const WORKFLOW = `on: push
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: ./lumogate
        id: gate
        continue-on-error: true
        with:
          image: docker-archive:image.tar
      - run: |
          echo "outcome=$OUTCOME verdict=$VERDICT errors=$ERRORS"
          test -s "$REPORT" && test -s "$INVENTORY" && echo "both documents are there"
        env:
          OUTCOME: \${{ steps.gate.outcome }}
          VERDICT: \${{ steps.gate.outputs.verdict }}
          ERRORS: \${{ steps.gate.outputs.errors }}
          REPORT: \${{ steps.gate.outputs.report }}
          INVENTORY: \${{ steps.gate.outputs.inventory }}
`;

let workspace: Workspace;

beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

describe.skipIf(!isThere)("in a workflow that act runs", () => {
  it("the step fails as the gate does, and later steps have its outputs", { timeout: 120_000 }, async () => {
    const repository = path.join(workspace.directory, "repository");
    await workspace.write("repository/.github/workflows/gate.yml", WORKFLOW);
    await workspace.write(
      "repository/lumogate.yaml",
      "extends: none\nrules: { packages.banned: { packages: [telnet] } }\n",
    );
    await writeFile(path.join(repository, "image.tar"), debianArchive());
    await cp(path.join(ROOT, "action.yml"), path.join(repository, "lumogate/action.yml"));
    await cp(path.join(ROOT, "dist"), path.join(repository, "lumogate/dist"), { recursive: true });
    const { env } = workspace.around({ PATH: process.env["PATH"] });
    const git = (...args: string[]): Promise<unknown> => run("git", args, { cwd: repository, env });
    await git("init", "--quiet");
    await git("add", "--all");
    await git(
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@example.com",
      "commit",
      "--quiet",
      "--message=all",
    );

    const { stdout } = await run(ACT, ["push", "--platform", "ubuntu-latest=-self-hosted"], {
      cwd: repository,
      env,
      maxBuffer: 16 * 1024 * 1024,
    });

    expect(stdout).toContain("outcome=failure verdict=fail errors=1");
    expect(stdout).toContain("both documents are there");
    expect(stdout).toMatch(/error.*telnet 0\.17\+2\.4-2/i);
  });
});
