import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { node } from "../../../src/catalogers/languages/node.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

/**
 * A project of several hundred packages: scopes, versions beside each other, aliases, optional ones for other systems, packages that
 * bring others along (npm itself), a workspace, a folder as a dependency, and packages with test data that looks like packages.
 */
const SCRIPT = `
mkdir -p app/tools/own app/local && cd app
echo '{"name":"own","version":"0.1.0","dependencies":{"is-number":"6"}}' > tools/own/package.json
echo '{"name":"@try/local","version":"2.0.0-rc.1+build"}' > local/package.json
cat > package.json <<'END'
{"name":"app","version":"1.2.3","private":true,"workspaces":["tools/*"],
 "dependencies":{"express":"4","resolve":"1.22.8","is-number":"7","odd":"npm:is-odd@3.0.1","@try/alias":"npm:@sindresorhus/is@6",
 "@try/local":"file:local","npm":"10.9.2","jest":"29","@babel/preset-env":"7","browserify":"17"},
 "optionalDependencies":{"fsevents":"*"}}
END
npm install --silent --ignore-scripts --no-audit --no-fund
`;
const { folder, absent } = await installed(["npm"], SCRIPT);
const app = path.join(folder, "app");

/** A node of what `npm ls --json --long` prints: one for each place in the tree of dependencies. */
interface NpmNode {
  readonly name?: string;
  readonly version?: string;
  readonly path?: string;
  readonly dependencies?: Readonly<Record<string, NpmNode>>;
}

/** Without those that are wanted, but not there: optional ones for other systems. */
function* placesOf({ name, version, path: at, dependencies = {} }: NpmNode): Generator<string> {
  if (at !== undefined && version !== undefined) yield `${realpathSync(at)} ${name}@${version}`;
  for (const dependency of Object.values(dependencies)) yield* placesOf(dependency);
}

describe.skipIf(absent !== "")(`beside npm ${absent}`, () => {
  it("finds what npm ls --all tells, each package where npm has it", async () => {
    const told = execFileSync("npm", ["ls", "--all", "--json", "--long"], {
      cwd: app,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const files = await cataloged(app, [node]);
    const found = files.flatMap(({ path: file, packages }) =>
      packages.map(
        ({ name, version }) => `${realpathSync(path.join(app, path.dirname(file)))} ${name}@${version}`,
      ),
    );
    const expected = new Set(placesOf(JSON.parse(told) as NpmNode));
    expect(expected.size).toBeGreaterThan(600);
    expect(found.toSorted()).toEqual([...expected].toSorted());
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
