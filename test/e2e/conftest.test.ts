import { execFileSync, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { policyEval } from "../../src/commands/policy/eval.ts";
import type { Report } from "../../src/model/report.ts";
import { commandContext } from "../support/command-context.ts";
import { temporaryFolder } from "../support/folder.ts";
import { requireManager } from "../support/managers.ts";

/** conftest's own program: LUMOGATE_CONFTEST, or the one on the path. Its examples are those of the same version. */
const CONFTEST = process.env["LUMOGATE_CONFTEST"] ?? "conftest";
const MODULE = "github.com/open-policy-agent/conftest@v0.71.1";

const skipped = requireManager("go", CONFTEST);

interface Example {
  readonly file: string;
  readonly policy: string;
  /** Where it lies beside, for both; conftest takes the folder. */
  readonly data?: string;
}

/** What is no JSON already is made JSON by conftest itself, so that both judge the same. */
const EXAMPLES: readonly Example[] = [
  { file: "hcl1/gke-show.json", policy: "hcl1/policy/base.rego" },
  { file: "ts/package.json", policy: "ts/policy" },
  { file: "configfile/deployment.yaml", policy: "configfile/test" },
  { file: "kubernetes/deployment.yaml", policy: "kubernetes/policy" },
  { file: "kubernetes/deployment+service.yaml", policy: "kubernetes/policy" },
  { file: "data/service.yaml", policy: "data/policy", data: "data/exclusions/services.yaml" },
  { file: "compose/docker-compose.yml", policy: "compose/policy" },
  { file: "awssam/lambda.yaml", policy: "awssam/policy" },
  { file: "kustomize/deployment.yaml", policy: "kustomize/policy" },
  { file: "docker/Dockerfile", policy: "docker/policy" },
  { file: "hcl2/terraform.tf", policy: "hcl2/policy/deny.rego" },
  { file: "jenkins/Jenkinsfile", policy: "jenkins/policy" },
  { file: "traefik/traefik.toml", policy: "traefik/policy" },
  { file: "exceptions/deployments.yaml", policy: "exceptions/policy" },
];

interface Judged {
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

describe.skipIf(skipped !== "")(`conftest's own examples, unchanged${skipped && ` (${skipped})`}`, () => {
  test.each(EXAMPLES)(
    "$file gives conftest's own results",
    async (example) => {
      const examples = path.join(moduleFolder(), "examples");
      const document = await asJson(path.join(examples, example.file));
      const expected = byConftest(document, examples, example);
      expect(
        expected.failures.length + expected.warnings.length + (example.file.startsWith("ts/") ? 1 : 0),
      ).toBeGreaterThan(0);
      expect(await byLumogate(document, examples, example)).toEqual(expected);
    },
    120_000,
  );
});

function moduleFolder(): string {
  const about = execFileSync("go", ["mod", "download", "-json", MODULE], { encoding: "utf8" });
  return (JSON.parse(about) as { readonly Dir: string }).Dir;
}

async function asJson(file: string): Promise<string> {
  const json = file.endsWith(".json")
    ? await readFile(file, "utf8")
    : execFileSync(CONFTEST, ["parse", file], { encoding: "utf8" });
  const document = path.join(temporaryFolder(), "document.json");
  await writeFile(document, json);
  return document;
}

function byConftest(document: string, examples: string, { policy, data }: Example): Judged {
  const more = data === undefined ? [] : ["--data", path.join(examples, path.dirname(data))];
  const args = ["test", "--all-namespaces", "--policy", path.join(examples, policy), ...more];
  const { stdout } = spawnSync(CONFTEST, [...args, "--output", "json", document], { encoding: "utf8" });
  const results = JSON.parse(stdout) as readonly {
    readonly failures?: readonly { readonly msg: string }[];
    readonly warnings?: readonly { readonly msg: string }[];
  }[];
  return {
    failures: results.flatMap(({ failures = [] }) => failures.map(({ msg }) => msg)).toSorted(),
    warnings: results.flatMap(({ warnings = [] }) => warnings.map(({ msg }) => msg)).toSorted(),
  };
}

async function byLumogate(document: string, examples: string, { policy, data }: Example): Promise<Judged> {
  const folder = temporaryFolder();
  const output = path.join(folder, "out.json");
  const more = data === undefined ? [] : ["--data", path.join(examples, data)];
  const args = [document, "--policy", path.join(examples, policy), ...more, "--output", `json=${output}`];
  const code = await policyEval(args, commandContext(folder));
  const { findings, error } = JSON.parse(await readFile(output, "utf8")) as Report;
  expect(error).toBeUndefined();
  const messages = (severity: string): string[] =>
    findings.flatMap((finding) => (finding.severity === severity ? [finding.message] : [])).toSorted();
  const failures = messages("error");
  expect(code).toBe(failures.length > 0 ? 1 : 0);
  return { failures, warnings: messages("warning") };
}
