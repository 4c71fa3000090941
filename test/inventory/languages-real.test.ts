import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import type { Package } from "../../src/model/inventory.ts";
import type { PackageType } from "../../src/model/package-types.ts";
import { gemsOf } from "../support/gem-list.ts";
import { installed } from "../support/installed.ts";
import { imageOfTar } from "../support/tar-image.ts";

/** A Debian with packages of languages in it, from Debian and not, and what the managers in there say of them. */
const CUSTOMIZE = String.raw`
set -eu
root=$1 out=$2
in_root() { chroot "$root" "$@"; }
python3 -m pip install --quiet --target "$root/usr/local/lib/python3.11/dist-packages" flask==3.0.3 PyYAML==6.0.1
in_root python3 -m venv /opt/venv
python3 -m pip install --quiet --target "$root/opt/venv/lib/python3.11/site-packages" requests
cat > "$root/tmp/local.gemspec" << 'END'
Gem::Specification.new { |s| s.name, s.version, s.platform, s.summary, s.authors = "local-gem", "1.0.pre", "x86_64-linux", "x", ["A"] }
END
in_root sh -c 'cd /tmp && gem build --silent local.gemspec && gem install --silent --local --no-document local-gem-1.0.pre-x86_64-linux.gem && rm local*'
npm install --silent --no-audit --no-fund --prefix "$root/opt/app" express@4 odd@npm:is-odd@3.0.1 @babel/core@7
in_root python3 -m pip list --format=freeze > "$out/pip"
in_root /opt/venv/bin/python -m pip list --format=freeze > "$out/venv"
in_root gem list --all > "$out/gem"
npm ls --prefix "$root/opt/app" --all --parseable --long | sed "s|^$root||" > "$out/npm"
`;

const SCRIPT = String.raw`
cat > customize.sh << 'END_OF_SCRIPT'
${CUSTOMIZE}
END_OF_SCRIPT
mmdebstrap --quiet --variant=minbase --include=python3-pip,python3-venv,python3-requests,python3-zope.interface,ruby,ruby-rack,ruby-nokogiri \
  --customize-hook="sh $PWD/customize.sh \"\$1\" $PWD" bookworm root.tar
`;

const { folder, absent } = await installed(["mmdebstrap", "python3", "npm"], SCRIPT);

function said(file: string): string[] {
  return readFileSync(path.join(folder, file), "utf8").trim().split("\n").toSorted();
}

describe.skipIf(absent !== "")(`packages of languages in a real Debian ${absent}`, async () => {
  const image = absent === "" ? await imageOfTar(path.join(folder, "root.tar")) : undefined;
  const { packages = [], gaps = [] } = image === undefined ? {} : await takeInventory(image, "all");
  await image?.close();

  function found(type: PackageType, isWanted: (one: Package, path: string) => boolean): string[] {
    const names = packages
      .filter((one) => one.type === type && one.status === undefined)
      .filter((one) => one.locations.some((location) => isWanted(one, location.path)))
      .map(({ name, version }) => `${name}==${version}`);
    return names.toSorted();
  }

  function owner(name: string): string | undefined {
    return packages.find((one) => one.name === name && one.type !== "deb")?.ownedBy?.replace(/@.*/, "");
  }

  it("are for Python those that pip list tells, of the system's and of a virtual environment", () => {
    expect(found("pypi", (_, at) => !at.startsWith("/opt"))).toEqual(said("pip"));
    expect(found("pypi", (_, at) => at.startsWith("/opt/venv"))).toEqual(said("venv"));
  });

  it("are for Ruby those that gem list --all tells", () => {
    const gems = packages.filter(({ type }) => type === "gem");
    const listed = gems.map(({ name, version, arch = "ruby" }) => `${name} ${version} ${arch}`);
    expect(listed.toSorted()).toEqual(gemsOf(said("gem").join("\n")).toSorted());
  });

  it("are for Node those that npm ls --all tells", () => {
    // PATH:NAME@VERSION, and of an alias PATH:ALIAS@npm:NAME@VERSION; the first line is the project's, which has no version.
    const told = said("npm").flatMap(
      (line) => /:(@?[^@:]+@\d[^:]*)/.exec(line.replace(/:[^:]+@npm:/, ":"))?.[1] ?? [],
    );
    const names = found("npm", (_, at) => at.startsWith("/opt/app/node_modules"));
    expect(names.map((name) => name.replace("==", "@"))).toEqual([...new Set(told)].toSorted());
  });

  it("are with Debian's package where Debian brought them", () => {
    expect(["zope.interface", "rack", "Flask", "local-gem", "express"].map(owner)).toEqual([
      "pkg:deb/debian/python3-zope.interface",
      "pkg:deb/debian/ruby-rack",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("leave no gap", () => {
    expect(gaps.filter(({ by }) => ["python", "python-archive", "ruby", "node"].includes(by))).toEqual([]);
  });
});
