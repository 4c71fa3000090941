import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { node } from "../../../src/catalogers/languages/node.ts";
import { yarnCache } from "../../../src/catalogers/languages/yarn-cache.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

/** The same project for pnpm, and for yarn in each of its ways to install; what they tell of it lies beside. */
const SCRIPT = `
export YARN_ENABLE_TELEMETRY=0 YARN_ENABLE_GLOBAL_CACHE=0 YARN_ENABLE_IMMUTABLE_INSTALLS=0 COREPACK_ENABLE_STRICT=0
for each in pnpm node-modules pnp yarn-pnpm; do
  mkdir $each
  echo '{"name":"app","version":"1.0.0","dependencies":{"express":"4","odd":"npm:is-odd@3.0.1","is-number":"7","@babel/core":"7","test":"3.3.0","resolve":"1.22.8"}}' > $each/package.json
done
(cd pnpm && npx --yes pnpm@9 install --silent && npx --yes pnpm@9 ls --depth Infinity --json --long > told && pwd > where)
for each in node-modules pnp yarn-pnpm; do
  (cd $each && touch yarn.lock && echo "nodeLinker: \${each#yarn-}" > .yarnrc.yml &&
    npx --yes @yarnpkg/cli-dist@4 install >&2 && npx --yes @yarnpkg/cli-dist@4 info --all --recursive --json > told)
done
rm -r {node-modules,yarn-pnpm}/.yarn
`;
const { folder, absent } = await installed(["npx"], SCRIPT);

async function found(project: string): Promise<{ readonly path: string; readonly package: string }[]> {
  const files = await cataloged(path.join(folder, project), [node, yarnCache]);
  expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  return files.flatMap((file) =>
    file.packages.map(({ name, version }) => ({ path: file.path, package: `${name}@${version}` })),
  );
}

function told(project: string, file = "told"): string {
  return readFileSync(path.join(folder, project, file), "utf8");
}

interface PnpmNode {
  readonly from?: string;
  readonly version: string;
  readonly path: string;
  readonly dependencies?: Readonly<Record<string, PnpmNode>>;
}

function* pnpmPackages(dependencies: PnpmNode["dependencies"] = {}): Generator<string> {
  for (const { from, version, path: at, dependencies: below } of Object.values(dependencies)) {
    yield `${at}/package.json ${from}@${version}`;
    yield* pnpmPackages(below);
  }
}

describe.skipIf(absent !== "")(`beside pnpm and yarn ${absent}`, () => {
  it("finds what pnpm ls tells, once, in its store", async () => {
    const [app] = JSON.parse(told("pnpm")) as [PnpmNode];
    const where = told("pnpm", "where").trim();
    const expected = [...new Set(pnpmPackages(app.dependencies))].map((one) => one.slice(where.length));
    expect(expected.length).toBeGreaterThan(100);
    const packages = (await found("pnpm")).map((one) => `${one.path} ${one.package}`);
    expect(packages.toSorted()).toEqual([...expected, "/package.json app@1.0.0"].toSorted());
  });

  it.each(["node-modules", "pnp", "yarn-pnpm"])("finds what yarn info tells: %s", async (linker) => {
    const expected = told(linker)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { value: string; children: { Version: string } })
      .map(({ value, children }) => `${value.slice(0, value.indexOf("@", 1))}@${children.Version}`);
    expect(expected.length).toBeGreaterThan(100);
    const packages = (await found(linker)).map((one) => one.package);
    expect([...new Set(packages)].toSorted()).toEqual([...new Set(expected)].toSorted());
  });
});
