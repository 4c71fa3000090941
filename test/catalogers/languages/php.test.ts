import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { pear } from "../../../src/catalogers/languages/pear.ts";
import { composer } from "../../../src/catalogers/languages/php.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";
import { requireManager } from "../../support/managers.ts";

/** Packages of our own, since that is what Composer installs without a network: one for development only, one that replaces another. */
const SCRIPT = `
export COMPOSER_ALLOW_SUPERUSER=1
mkdir -p alpha beta gamma app old
echo '{"name":"acme/alpha","version":"v1.4.0","license":["MIT","GPL-2.0-only"],"replace":{"acme/replaced":"1.0"},"provide":{"psr/log-implementation":"3.0"}}' > alpha/composer.json
echo '{"name":"acme/beta","version":"2.0.0-beta3","license":"proprietary"}' > beta/composer.json
echo '{"name":"acme/gamma","version":"dev-main","type":"metapackage"}' > gamma/composer.json
cat > app/composer.json <<'END'
{"name":"acme/app","minimum-stability":"dev","require":{"acme/alpha":"*","acme/gamma":"*"},"require-dev":{"acme/beta":"*"},
 "repositories":[{"type":"path","url":"../*","options":{"symlink":false}},{"packagist.org":false}]}
END
cd app && composer install --no-interaction --quiet
`;
const { folder, absent } = await installed(["composer", "php"], SCRIPT);
const app = path.join(folder, "app");

describe.skipIf(absent !== "")(`beside Composer ${absent}`, () => {
  it("finds what composer show tells, with what is for development, without what is replaced", async () => {
    const told = execFileSync("composer", ["show", "--format=json", "--no-interaction"], {
      cwd: app,
      encoding: "utf8",
      env: { ...process.env, COMPOSER_ALLOW_SUPERUSER: "1" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    // Of a branch it tells the commit as well.
    const { installed: packages } = JSON.parse(told) as { installed: { name: string; version: string }[] };
    const expected = packages.map(({ name, version }) => `${name} ${version.split(" ", 1)[0]}`);
    expect(expected).toHaveLength(3);
    const files = await cataloged(app, [composer]);
    expect(namesIn(files)).toEqual(expected.toSorted());
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  });
});

const pearAbsent = requireManager("pear");

describe.skipIf(pearAbsent !== "")(`beside PEAR ${pearAbsent}`, () => {
  it("finds what pear list tells", async () => {
    const registry = execFileSync("pear", ["config-get", "php_dir"], { encoding: "utf8" }).trim();
    const told = execFileSync("pear", ["list"], { encoding: "utf8" });
    const expected = [...told.matchAll(/^(\w+) +(\d\S*) /gm)].map(([, name, version]) =>
      `pear/${name} ${version}`.toLowerCase(),
    );
    expect(expected.length).toBeGreaterThan(3);
    expect(namesIn(await cataloged(registry, [pear]))).toEqual(expected.toSorted());
  });
});

describe("composer's installed.json", () => {
  it("was a list in its first version", () => {
    const text = JSON.stringify([{ name: "monolog/monolog", version: "1.0.2", license: ["MIT"] }]);
    expect(parse(text)).toEqual({
      packages: [{ type: "composer", name: "monolog/monolog", version: "1.0.2", licenses: ["MIT"] }],
      problems: [],
    });
  });

  it("that is something else is told", () => {
    expect(parse("{}").problems.map(({ code }) => code)).toEqual(["malformed"]);
    expect(parse('{"packages":[{"version":"1"}]}').problems.map(({ code }) => code)).toEqual(["malformed"]);
  });

  it("loses no package that stands before the place where it is cut", () => {
    const records = ["a/a", "b/b", "c/c"].map((name) => ({ name, version: "1.0", require: { php: ">=8" } }));
    const text = JSON.stringify({ packages: records, dev: true });
    for (let length = 1; length < text.length; length += 1) {
      const { packages, problems } = parse(text.slice(0, length));
      const whole = records.filter(
        (record) => text.indexOf(JSON.stringify(record)) + JSON.stringify(record).length <= length,
      );
      expect(packages.map(({ name }) => name).slice(0, whole.length)).toEqual(whole.map(({ name }) => name));
      expect(problems.map(({ code }) => code)).toContain("truncated");
    }
  });
});

describe("a record of PEAR's", () => {
  const record =
    'a:3:{s:4:"name";s:5:"redis";s:7:"version";a:2:{s:7:"release";s:5:"6.0.2";s:3:"api";s:5:"6.0.0";}i:0;b:1;}';
  const at = "/usr/local/lib/php/.registry/.channel.pecl.php.net/redis.reg";

  it("has its channel in its path", () => {
    const found = pear.parse({ path: at, bytes: Buffer.from(record) });
    expect(found).toEqual({
      packages: [{ type: "composer", name: "pecl/redis", version: "6.0.2" }],
      problems: [],
    });
  });

  it("that is cut still names its package", () => {
    for (let length = 0; length < record.length; length += 1) {
      const found = pear.parse({ path: at, bytes: Buffer.from(record.slice(0, length)) });
      expect(found.packages[0]?.name).toBe("pecl/redis");
      expect(found.problems).toHaveLength(1);
    }
  });
});

function parse(text: string): ReturnType<typeof composer.parse> {
  return composer.parse({ path: "/app/vendor/composer/installed.json", bytes: Buffer.from(text) });
}

function namesIn(files: Awaited<ReturnType<typeof cataloged>>): string[] {
  const found = files.flatMap(({ packages }) => packages.map(({ name, version }) => `${name} ${version}`));
  return found.toSorted();
}
