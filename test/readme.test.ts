import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { drawVerdict } from "../scripts/picture.ts";
import { loadConfig } from "../src/config/load.ts";
import { OPTIONS, type Option, SHORT } from "../src/options.ts";
import { SOURCES } from "../src/sources/index.ts";

const readme = await readFile("README.md", "utf8");

test("README has every option, with its value, its default and what it does", () => {
  const rows = Object.entries<Option>(OPTIONS).map(
    ([name, { value, summary, default: preset, repeatable }]) => {
      const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
      const spelling = `--${name}${value === undefined ? "" : ` ${value}`}`.replaceAll("|", "\\|");
      const spellings = short === undefined ? `\`${spelling}\`` : `\`-${short}\`, \`${spelling}\``;
      const extras = `${preset === undefined ? "" : ` (default: ${preset})`}${repeatable === true ? "; repeatable" : ""}`;
      return `| ${spellings} | ${summary}${extras} |`;
    },
  );
  expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
});

test("README has every place that an image can be named in", () => {
  const targets = SOURCES.map(({ transport, locator }) => `\`${transport}:${locator}\``);
  expect(targets.filter((target) => !readme.includes(target))).toEqual([]);
});

test("README's lumogate.yaml is one that lumogate reads", async () => {
  const [, yaml = ""] = /```yaml\n(extends:[\s\S]*?)```/.exec(readme) ?? [];
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-readme-"));
  try {
    await writeFile(path.join(folder, "lumogate.yaml"), yaml);
    const { rules, acceptedGaps, waivers } = await loadConfig(undefined, folder);
    expect(Object.keys(rules)).toEqual([
      "user.root",
      "packages.banned",
      "labels.required",
      "os.allowed",
      "acme.base",
    ]);
    expect(acceptedGaps).toHaveLength(1);
    expect(waivers).toMatchObject([{ rule: "packages.banned", until: "2027-01-31" }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("README's picture shows what a run says today (npm run picture draws it anew)", async () => {
  expect(await drawVerdict()).toBe(await readFile("docs/verdict.svg", "utf8"));
});

test("README's links lead to files that are there", async () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? "");
  expect(links.length).toBeGreaterThan(5);
  await Promise.all(links.map((target) => readFile(target)));
});

test("src/README.md has a row for every folder and file that lies in src", async () => {
  const [map, entries] = await Promise.all([
    readFile("src/README.md", "utf8"),
    readdir("src", { withFileTypes: true }),
  ]);
  const firstCells = [...map.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = ""]) => cell);
  const named = firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
  const present = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  expect(named.toSorted()).toEqual(present.filter((name) => name !== "README.md").toSorted());
});

test("docs/dependencies.md says of every dependency why it is there", async () => {
  const [page, manifest] = await Promise.all([
    readFile("docs/dependencies.md", "utf8"),
    readFile("package.json", "utf8"),
  ]);
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const rows = [...page.matchAll(/^\| `([^` ]+)` \|/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(Object.keys(dependencies)));
});
