import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ruby } from "../../../src/catalogers/languages/ruby.ts";
import { cataloged } from "../../support/cataloged.ts";
import { gemsOf } from "../../support/gem-list.ts";
import { installed } from "../../support/installed.ts";

/** Gems built here, with names, versions and platforms as people have them, and one that Bundler takes from git. */
const SCRIPT = `
mkgem() {
  cat > $1.gemspec <<END
Gem::Specification.new do |s|
  s.name, s.version, s.platform = "$1", "$2", "$3"
  s.summary = "x"; s.authors = ["J\u00fcrgen O'Hara", "B \\"C\\" D"]; s.licenses = ["MIT", "Apache-2.0"]
end
END
  gem build --silent $1.gemspec && GEM_HOME=home gem install --silent --local --no-document --force $1-$2*.gem && rm *.gem*
}
mkgem odd-name_1.x 1.0.0 ruby
mkgem odd-name_1.x 1.0.0.pre.2 ruby
mkgem native-2-thing 2.10 x86_64-linux
mkgem native-2-thing 2.10 ruby
mkgem jay 0.0.1 java
mkgem win 3 x64-mingw32
mkgem CamelCase 20240101 ruby
mkdir --parents repo/test/fixtures && cd repo
echo 'VERSION = "4.5.6"' > version.rb
cat > from-git.gemspec <<'END'
require_relative "version"
Gem::Specification.new do |s|
  s.name = "from-git"; s.version = VERSION; s.summary = "x"; s.authors = ["A"]; s.files = \`git ls-files\`.split("\n")
end
END
cp from-git.gemspec test/fixtures/made-up.gemspec
git init --quiet && git add --all && git -c user.email=a@example.org -c user.name=A commit --quiet --message x && cd ..
printf 'gem "from-git", git: "file://%s/repo"' $PWD > Gemfile
BUNDLE_PATH=$PWD/bundle ruby -e 'require "bundler"; require "bundler/cli"; Bundler::CLI.start(%w[install --quiet])'
`;
const { folder, absent } = await installed(["gem", "ruby", "git"], SCRIPT);

function gem(...words: readonly string[]): string {
  const env = { ...process.env, GEM_PATH: `${folder}/home:${DEFAULT_PATH}` };
  return execFileSync("gem", words, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] });
}

const DEFAULT_PATH =
  absent === "" ? execFileSync("gem", ["environment", "gempath"], { encoding: "utf8" }).trim() : "";

describe.skipIf(absent !== "")(`beside gem ${absent}`, () => {
  it("finds what gem list --all tells, on this machine and of gems built here", async () => {
    const folders = gem("environment", "gempath").trim().split(":");
    const files = await Promise.all(
      folders.filter((one) => existsSync(one)).map((one) => cataloged(one, [ruby])),
    );
    const found = files
      .flat()
      .flatMap(({ packages }) => packages)
      .map(({ name, version, arch = "ruby" }) => `${name} ${version} ${arch}`);
    const told = gemsOf(gem("list", "--all"));
    expect(told).toContain("native-2-thing 2.10 x86_64-linux");
    expect(told).toContain("native-2-thing 2.10 ruby");
    expect([...new Set(found)].toSorted()).toEqual(told.toSorted());
    expect(files.flat().flatMap(({ problems }) => problems)).toEqual([]);
  });

  it("reads who wrote a gem and its licences, whatever stands in them", async () => {
    const packages = (await cataloged(path.join(folder, "home"), [ruby])).flatMap((file) => file.packages);
    const about = packages.map(({ maintainer, licenses }) => ({ maintainer, licenses }));
    const expected = { maintainer: `Jürgen O'Hara, B "C" D`, licenses: ["MIT", "Apache-2.0"] };
    expect(about.length).toBe(7);
    expect(about).toEqual(packages.map(() => expected));
  });

  it("finds the gem that Bundler took from git, and no test data of its", async () => {
    const files = await cataloged(path.join(folder, "bundle"), [ruby]);
    expect(
      files.flatMap(({ packages }) => packages.map(({ name, version }) => `${name} ${version}`)),
    ).toEqual(["from-git 4.5.6"]);
  });
});
