import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PASSING = String.raw`
extends: none
rules:
  packages.required: { packages: [bash, { name: dpkg, type: deb, versions: ">= 1.21" }, { any: [nginx, debianutils] }] }
  packages.allowed: { packages: [{ type: deb, namespace: debian }] }
  packages.minimum: { packages: [{ name: apt, version: "2.6" }] }
  packages.licenses: { denied: [AGPL-*] }
  packages.duplicates: error
  packages.tools: error
  packages.sources: { vendors: ["*@*"] }
  packages.banned: { packages: [telnet] }
  labels.required: { labels: [{ name: maintainer, pattern: '@example\.com$' }] }
  labels.patterns: { labels: [{ name: "com.example.*", pattern: "^[a-z]+$" }] }
  labels.forbidden: { labels: [build-host] }
  os.allowed: { allow: [{ id: debian, versions: ">= 12" }] }
  os.end_of_life: error
  base.allowed: { allow: ["lumogate-test/*"], verified: true }
  base.outdated: error
`;

const FAILING = `
extends: none
rules:
  packages.required: { packages: [nginx, { name: dpkg, versions: ">= 99" }] }
  packages.allowed: { packages: [a*], types: [deb] }
  packages.minimum: { packages: [{ name: apt, type: deb, version: "99", reason: Too old. }] }
  packages.licenses: { allowed: [MIT] }
  packages.tools: { kinds: [system-package-managers], except: [dpkg] }
  packages.sources: { vendors: [Nobody], except: ["lib*"] }
  packages.banned: { packages: [{ name: bash, type: deb, versions: "> 1", reason: Use sh. }] }
  labels.required: { labels: [missing] }
  labels.patterns: { labels: [{ name: "com.example.*", pattern: "^[0-9]+$" }] }
  labels.forbidden: { labels: [maint*] }
  labels.consistent: error
  os.allowed: { allow: [{ id: debian, versions: ">= 99" }] }
  os.end_of_life: error
  base.allowed: { allow: [ubuntu] }
  base.outdated: error
`;

describeEngine(
  "rules about packages, labels, the system and the base, on a real Debian",
  (engine) => {
    const base = engine.tag("base");
    const other = engine.tag("other-base");
    const image = engine.tag("rules");
    let workspace: Workspace;

    async function check(config: string, ...args: readonly string[]): Promise<Report> {
      await workspace.write("lumogate.yaml", config);
      const { stdout, stderr } = await lumogate(
        ["check", `docker:${image}`, "--output", "json", ...args],
        workspace.around(engine.env),
      );
      expect(stderr).not.toContain("Error:");
      return JSON.parse(stdout) as Report;
    }

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await engine.docker(["import", await debianRootfs(), base]);
      await workspace.write("other/Dockerfile", `FROM scratch\nCOPY Dockerfile /\n`);
      await workspace.write(
        "context/Dockerfile",
        [
          `FROM ${base}`,
          "COPY Dockerfile /",
          "LABEL maintainer=team@example.com com.example.team=shop",
          "LABEL org.opencontainers.image.created=yesterday",
          "",
        ].join("\n"),
      );
      await engine.docker(["build", "--tag", other, `${workspace.directory}/other`]);
      await engine.docker(["build", "--tag", image, `${workspace.directory}/context`]);
    });

    afterAll(() => workspace.remove());

    it("pass it where it is as they want it", async () => {
      const report = await check(PASSING, "--base", `docker:${base}`, "--effective-time", "2026-11-21");
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ verdict: "pass", exitCode: 0 });
      const judged = report.rules.filter(({ outcome }) => outcome === "passed");
      expect(judged).toHaveLength(PASSING.split("\n").filter((line) => line.startsWith("  ")).length);
    });

    it("fail it where it is not, each about what it found", async () => {
      const report = await check(FAILING, "--base", `docker:${other}`, "--effective-time", "2029-01-01");
      expect(report.error ?? report.images[0]?.error).toBeUndefined();
      expect(report).toMatchObject({ verdict: "fail", exitCode: 1 });
      const found = (rule: string): (string | undefined)[] =>
        report.findings.filter((finding) => finding.rule === rule).map(({ subject }) => subject);
      const bash = expect.stringMatching(/^pkg:deb\/debian\/bash@.+\?arch=.+&distro=debian-12$/);
      const apt = expect.stringMatching(/^pkg:deb\/debian\/apt@/);

      expect(new Set(found("packages.required"))).toEqual(new Set(["dpkg", "nginx"]));
      expect(found("packages.minimum")).toEqual([apt]);
      expect(found("packages.banned")).toEqual([bash]);
      expect(found("packages.tools")).toEqual([apt]);
      expect(found("packages.allowed")).toContainEqual(bash);
      expect(found("packages.allowed")).not.toContainEqual(apt);
      expect(found("packages.sources")).toContainEqual(bash);
      // dpkg records no licences, and where only some are allowed that is not enough.
      expect(found("packages.licenses").length).toBeGreaterThan(80);
      expect(found("labels.required")).toEqual(["missing"]);
      expect(found("labels.patterns")).toEqual(["com.example.team"]);
      expect(found("labels.forbidden")).toEqual(["maintainer"]);
      expect(found("labels.consistent")).toEqual(["org.opencontainers.image.created"]);
      expect(found("os.allowed")).toEqual(["debian@12"]);
      expect(found("os.end_of_life")).toEqual(["debian@12"]);
      expect(found("base.outdated")).toEqual([`docker:${other}`]);
      expect(new Set(found("base.allowed"))).toEqual(new Set([`docker:${other}`]));
    });

    it("warn of the end of the system's support ahead of it, and by default", async () => {
      const report = await check("{}", "--effective-time", "2028-06-01");
      const ends = report.findings.find(({ rule }) => rule === "os.end_of_life");
      expect(ends).toMatchObject({ severity: "warning", subject: "debian@12" });
      expect(ends?.message).toContain("ends on 2028-06-30, in 30 days");
    });
  },
  debianIsAbsent,
);
