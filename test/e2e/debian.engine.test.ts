import { afterAll, beforeAll, expect, it } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const CONFIG = `extends: none
rules:
  packages.banned:
    packages: [telnet]
  labels.required:
    labels: [maintainer]
  os.allowed:
    allow: [{ id: debian, versions: ">= 12" }]
`;

describeEngine(
  "an image of a real Debian, with telnet installed by its Dockerfile",
  (engine) => {
    const base = engine.tag("debian");
    const built = engine.tag("debian-telnet");
    let workspace: Workspace;
    let inventory: Inventory;
    const inside = (command: readonly string[]): Promise<string> =>
      engine.docker(["run", "--rm", "--network", "none", built, ...command]);

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await workspace.write("lumogate.yaml", CONFIG);
      await workspace.write(
        "context/Dockerfile",
        `FROM ${base}\nRUN apt-get update && apt-get install --yes telnet\n`,
      );
      await engine.docker(["import", await debianRootfs(), base]);
      const build = ["inspect", "--build", "context", "--build-network", "host", "--output", "json"];
      const { code, stdout, stderr } = await lumogate(build, workspace.around(engine.env));
      expect(code, stderr).toBe(0);
      inventory = JSON.parse(stdout) as Inventory;
      await engine.docker(["tag", inventory.image.id ?? "", built]);
    });

    afterAll(() => workspace.remove());

    it("has the packages that dpkg-query lists inside it, no more and no less", async () => {
      const format = "${db:Status-Abbrev}\\t${binary:Package}\\t${Version}\\t${Architecture}\\n";
      const query = ["dpkg-query", "--show", `--showformat=${format}`];
      const truth = (await inside(query))
        .split("\n")
        .filter((line) => line.startsWith("ii"))
        .map((line) => line.split("\t").slice(1))
        // A package of the native architecture has its name alone, one of a foreign one `name:arch`.
        .map(([name = "", version, arch]) => `${name.replace(/:.*/, "")} ${version} ${arch}`);
      const found = inventory.packages.map(
        ({ name, epoch, version, arch }) =>
          `${name} ${epoch === undefined ? "" : `${epoch}:`}${version} ${arch}`,
      );
      expect(found.toSorted()).toEqual(truth.toSorted());
      expect(truth.length).toBeGreaterThan(80);
      expect(inventory.gaps).toEqual([]);
    });

    it("says which system it is, and the step that installed telnet", () => {
      expect(inventory.os).toMatchObject({ id: "debian", versionId: "12", codename: "bookworm" });
      expect(inventory.layers.at(-1)?.createdBy).toContain("apt-get install --yes telnet");
    });

    it("fails for telnet and for the label that is missing, and passes the system", async () => {
      const { code, stdout } = await lumogate(
        ["check", `docker:${built}`, "--output", "json"],
        workspace.around(engine.env),
      );
      const report = JSON.parse(stdout) as Report;
      const version = await inside(["dpkg-query", "--show", "--showformat=${Version}", "telnet"]);

      expect(code).toBe(1);
      expect(report).toMatchObject({ verdict: "fail", exitCode: 1, counts: { error: 2 } });
      const telnet = report.findings.find(({ rule }) => rule === "packages.banned");
      expect(telnet?.message).toContain(`telnet ${version}`);
      const label = report.findings.find(({ rule }) => rule === "labels.required");
      expect(label?.message).toContain("maintainer");
      const outcomes = new Map(report.rules.map(({ id, outcome }) => [id, outcome]));
      expect(outcomes.get("os.allowed")).toBe("passed");
    });

    it("says the same in the table that a person reads", async () => {
      const { code, stdout } = await lumogate(["check", `docker:${built}`], workspace.around(engine.env));
      expect(code).toBe(1);
      expect(stdout).toContain("packages.banned");
      expect(stdout).toContain("telnet");
      expect(stdout).toContain("labels.required");
    });

    it("leaves no container behind", async () => {
      expect(await engine.containers(built)).toEqual([]);
    });
  },
  debianIsAbsent,
);
