import { access, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { drawVerdict } from "../scripts/picture.ts";
import { loadConfig } from "../src/config/load.ts";
import { OPTIONS, type Option, SHORT } from "../src/options.ts";
import { SOURCES } from "../src/sources/index.ts";

const readme = await readFile("README.md", "utf8");

test("docs/options.md has every option, with its value, its default, what it does, and whose it is", async () => {
  const page = await readFile("docs/options.md", "utf8");
  const rows = Object.entries<Option>(OPTIONS).map(
    ([name, { value, summary, default: preset, repeatable, commands }]) => {
      const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
      const spelling = `--${name}${value === undefined ? "" : ` ${value}`}`.replaceAll("|", "\\|");
      const spellings = short === undefined ? `\`${spelling}\`` : `\`-${short}\`, \`${spelling}\``;
      const extras = `${preset === undefined ? "" : ` (default: ${preset})`}${repeatable === true ? "; repeatable" : ""}`;
      return `| ${spellings} | ${summary}${extras} | ${commands.join(", ")} |`;
    },
  );
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});

test("README has every place that an image can be named in", () => {
  const targets = SOURCES.map(({ transport, locator }) => `\`${transport}:${locator}\``);
  expect(targets.filter((target) => !readme.includes(target))).toEqual([]);
});

test.each([
  ["README.md", ["user.root", "packages.banned"], 0],
  [
    "docs/configuration.md",
    ["user.root", "packages.banned", "labels.required", "os.allowed", "acme.base"],
    1,
  ],
])("the lumogate.yaml in %s is one that lumogate reads", async (page, ids, gaps) => {
  const [, yaml = ""] = /```yaml\n(extends:[\s\S]*?)```/.exec(await readFile(page, "utf8")) ?? [];
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-readme-"));
  try {
    await writeFile(path.join(folder, "lumogate.yaml"), yaml);
    const { rules, acceptedGaps, waivers } = await loadConfig(undefined, folder);
    expect(Object.keys(rules)).toEqual(ids);
    expect(acceptedGaps).toHaveLength(gaps);
    expect(waivers).toMatchObject([{ rule: "packages.banned", until: "2027-01-31" }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("README's picture shows what a run says today (npm run picture draws it anew)", async () => {
  expect(await drawVerdict()).toBe(await readFile("docs/verdict.svg", "utf8"));
});

test("links between pages lead to pages and headings that are there", async () => {
  const docs = (await readdir("docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
  const pages = ["README.md", "CONTRIBUTING.md", "policies/README.md", ...docs];
  const broken = await Promise.all(
    pages.map(async (page) => {
      const links = [...(await readFile(page, "utf8")).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
      const lost = links.map(async ([whole, target = "", anchor]) => {
        const file = target === "" ? page : path.join(path.dirname(page), target);
        const found = anchor === undefined ? await exists(file) : (await headings(file)).has(`#${anchor}`);
        return found ? [] : [`${page}: ${whole}`];
      });
      return (await Promise.all(lost)).flat();
    }),
  );
  expect(broken.flat()).toEqual([]);
});

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The anchors of a page as GitHub makes them: small letters, no punctuation, dashes for blanks. */
async function headings(file: string): Promise<ReadonlySet<string>> {
  if (!(await exists(file))) return new Set();
  const found = (await readFile(file, "utf8")).matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(found, ([, text = ""]) => {
      const slug = text.toLowerCase().replace(/[^\w -]/g, "");
      return `#${slug.replaceAll(" ", "-")}`;
    }),
  );
}

test("src/README.md has a row for every folder and file that lies in src, and for every folder of policy", async () => {
  const map = await readFile("src/README.md", "utf8");
  const ofPolicy = /^\| folder of `policy\/`[\s\S]*?\n\n/m.exec(map)?.[0] ?? "";
  expect(firstCells(map.replace(ofPolicy, ""))).toEqual(await entriesOf("src"));
  const folders = (await entriesOf("src/policy")).filter((name) => name.endsWith("/"));
  expect(firstCells(ofPolicy)).toEqual(expect.arrayContaining(folders));
});

/** The names in the first cells of all rows of a page. */
function firstCells(page: string): string[] {
  const cells = [...page.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)).toSorted();
}

async function entriesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  return names.filter((name) => name !== "README.md").toSorted();
}

test("docs/dependencies.md says of every dependency why it is there", async () => {
  const [page, manifest] = await Promise.all([
    readFile("docs/dependencies.md", "utf8"),
    readFile("package.json", "utf8"),
  ]);
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const rows = [...page.matchAll(/^\| `([^` ]+)` \|/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(Object.keys(dependencies)));
});
