import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Package } from "../../src/model/inventory.ts";
import { readSbom } from "../../src/sbom/read/read.ts";
import type { Sbom } from "../../src/sbom/sbom.ts";
import { installed } from "../support/installed.ts";

/** A project of each kind, what its package manager says is in it, and what the usual tools write of that. */
const NODE = await installed(
  ["npm", "npx"],
  `echo '{ "name": "shop", "version": "1.0.0", "dependencies": { "express": "4.21.2", "@babel/parser": "7.26.2" } }' > package.json
   npm install --silent --no-audit --no-fund >&2
   npm ls --all --json > truth.json
   npm sbom --sbom-format spdx > npm.spdx.json
   npm sbom --sbom-format cyclonedx > npm.cdx.json
   npx --yes @cyclonedx/cyclonedx-npm@4.0.3 --output-file bom.json >&2
   npx --yes @cyclonedx/cyclonedx-npm@4.0.3 --spec-version 1.2 --output-file old.json >&2
   rm -r node_modules`,
);

const PYTHON = await installed(
  ["python3"],
  `python3 -m venv tools && tools/bin/pip install --quiet cyclonedx-bom==7.0.0 spdx-tools==0.8.3
   python3 -m venv env && env/bin/pip install --quiet requests==2.32.3 PyYAML==6.0.2
   env/bin/pip list --format json > truth.json
   tools/bin/cyclonedx-py environment env/bin/python --output-file bom.json
   ${NODE.absent === "" ? `sed 's/[.][0-9]*Z"/Z"/' ${NODE.folder}/npm.spdx.json > npm.spdx.json; tools/bin/pyspdxtools -i npm.spdx.json -o npm.spdx --novalidation` : ":"}
   rm -r tools env`,
);

const MAVEN = await installed(
  ["mvn"],
  `cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId><artifactId>shop</artifactId><version>1.0</version>
  <dependencies>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.24.3</version></dependency>
    <dependency><groupId>ch.qos.logback</groupId><artifactId>logback-classic</artifactId><version>1.5.12</version></dependency>
  </dependencies>
</project>
POM
   mvn -q -B dependency:list -DoutputFile=truth.txt -DincludeScope=runtime >&2
   mvn -q -B org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeBom -DoutputFormat=json >&2
   mv target/bom.json . && rm -r target`,
);

function read({ folder }: { readonly folder: string }, file: string): Sbom {
  return readSbom(readFileSync(path.join(folder, file)));
}

function text({ folder }: { readonly folder: string }, file: string): string {
  return readFileSync(path.join(folder, file), "utf8");
}

function named(packages: readonly Package[]): string[] {
  return packages.map(({ type, name, version }) => `${type} ${name} ${version}`).toSorted();
}

interface NpmTree {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, NpmTree>>;
}

function npmPackages({ dependencies = {} }: NpmTree): string[] {
  return Object.entries(dependencies).flatMap(([name, tree]) => [
    `npm ${name} ${tree.version ?? ""}`,
    ...npmPackages(tree),
  ]);
}

function npmTruth(): string[] {
  const all = npmPackages(JSON.parse(text(NODE, "truth.json")) as NpmTree);
  return [...new Set([...all, "npm shop 1.0.0"])].toSorted();
}

describe.skipIf(NODE.absent !== "")(
  `what tools write of a Node project, beside npm ls ${NODE.absent}`,
  () => {
    test.each([
      ["npm.cdx.json", "CycloneDX 1.5"],
      ["bom.json", "CycloneDX 1.6"],
      ["old.json", "CycloneDX 1.2"],
      ["npm.spdx.json", "SPDX 2.3"],
    ])("%s has the same packages", (file, format) => {
      const sbom = read(NODE, file);
      expect(sbom.format).toBe(format);
      expect(named(sbom.packages)).toEqual(npmTruth());
      expect(sbom.problems).toEqual([]);
      // Of a project, and so nothing is said of a system.
      expect([sbom.isOfSystem, sbom.os]).toEqual([false, undefined]);
    });

    test.skipIf(PYTHON.absent !== "")(
      "so has its SPDX as tag-value, as SPDX's own tools turn it over",
      () => {
        expect(named(read(PYTHON, "npm.spdx").packages)).toEqual(npmTruth());
      },
    );
  },
);

describe.skipIf(PYTHON.absent !== "")(
  `what cyclonedx-py writes of a Python environment ${PYTHON.absent}`,
  () => {
    test("has the packages of pip list, by their own spelling", () => {
      const truth = JSON.parse(text(PYTHON, "truth.json")) as { name: string; version: string }[];
      expect(named(read(PYTHON, "bom.json").packages)).toEqual(
        truth.map(({ name, version }) => `pypi ${name} ${version}`).toSorted(),
      );
    });
  },
);

describe.skipIf(MAVEN.absent !== "")(
  `what CycloneDX's plugin writes of a Maven project ${MAVEN.absent}`,
  () => {
    test("has the artifacts of mvn dependency:list, by group and name", () => {
      const artifacts = [...text(MAVEN, "truth.txt").matchAll(/^ +([^:\s]+:[^:\s]+):[^:\s]+:([^:\s]+):/gm)];
      const truth = artifacts.map(([, name, version]) => `maven ${name} ${version}`);
      expect(truth.length).toBeGreaterThan(3);
      expect(named(read(MAVEN, "bom.json").packages)).toEqual(
        [...truth, "maven com.example:shop 1.0"].toSorted(),
      );
    });
  },
);
