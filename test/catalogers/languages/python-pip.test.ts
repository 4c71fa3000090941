import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { python } from "../../../src/catalogers/languages/python.ts";
import { pythonArchive } from "../../../src/catalogers/languages/python-archive.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

/**
 * Packages in every form that pip, setuptools and distutils have installed: wheels, pure and compiled; from sources; editable;
 * namespaces; eggs, as folders and zipped; egg-info as folders and as files. This pip is the last one that tells of eggs.
 */
const SCRIPT = `
python3 -m venv venv
venv/bin/pip install --quiet pip==23.2.1 setuptools==75.8.0 wheel
venv/bin/pip install --quiet 'requests[socks]' PyYAML zope.interface jaraco.functools python-dateutil argparse
mkdir -p src/{from.Sources,editable,linked,egg,zipped,external,plain}
for each in from.Sources editable linked egg zipped external plain; do
  printf 'from setuptools import setup\\nsetup(name="%s", version="1.0.post1", py_modules=[], zip_safe=False, author="J\\\\u00fcrgen", license="MIT")\\n' $each > src/$each/setup.py
done
sed -i 's/zip_safe=False/zip_safe=True/; s/py_modules=..,/py_modules=["zipped"],/' src/zipped/setup.py
touch src/zipped/zipped.py
sed -i 's/from setuptools/from distutils.core/' src/plain/setup.py
venv/bin/pip install --quiet --no-build-isolation ./src/from.Sources
venv/bin/pip install --quiet --no-build-isolation --use-pep517 --editable ./src/editable
venv/bin/pip install --quiet --no-build-isolation --editable ./src/linked
python=$PWD/venv/bin/python
(cd src/egg && $python setup.py --quiet install)
(cd src/zipped && $python setup.py --quiet install)
(cd src/external && $python setup.py --quiet install --single-version-externally-managed --record record)
(cd src/plain && if SETUPTOOLS_USE_DISTUTILS=stdlib $python -c 'import sys; sys.exit(sys.version_info >= (3, 12))'; then
  SETUPTOOLS_USE_DISTUTILS=stdlib $python setup.py --quiet install; fi)
venv/bin/pip install --quiet --target target flask
`;
const { folder, absent } = await installed(["python3"], SCRIPT);

interface Listed {
  readonly name: string;
  readonly version: string;
}

function pipList(...options: readonly string[]): string[] {
  const python3 = path.join(folder, "venv/bin/python");
  const told = execFileSync(python3, ["-m", "pip", "list", "--format=json", ...options], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = (JSON.parse(told) as Listed[]).map(({ name, version }) => `${name} ${version}`);
  // An egg is told for its folder, and for the path that easy-install.pth adds.
  return [...new Set(lines)].toSorted();
}

async function found(within: string, status?: string): Promise<string[]> {
  const files = await cataloged(path.join(folder, within), [python, pythonArchive]);
  expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  return files
    .flatMap(({ packages }) => packages.filter((one) => one.status === status))
    .map(({ name, version }) => `${name} ${version}`)
    .toSorted();
}

describe.skipIf(absent !== "")(`beside pip ${absent}`, () => {
  it("finds in a virtual environment what pip list tells, to the letter", async () => {
    const told = pipList();
    expect(told.length).toBeGreaterThan(15);
    // pip passes over argparse, since Python has one too; but here it is installed from PyPI.
    expect(await found("venv")).toEqual([...told, "argparse 1.4.0"].toSorted());
  });

  it("finds in a folder filled by --target what pip list --path tells of it", async () => {
    expect(await found("target")).toEqual(pipList("--path", "target"));
  });

  it("tells apart what setuptools carries for itself", async () => {
    const [setuptools = ""] = globSync("venv/lib/*/site-packages/setuptools/_vendor", { cwd: folder });
    const told = pipList("--path", setuptools);
    expect(told).toContain("wheel 0.43.0");
    expect(await found("venv", "vendored")).toEqual(told);
  });

  it("finds a project that is only linked to where its sources are", async () => {
    expect(await found("src/linked")).toEqual(["linked 1.0.post1"]);
  });
});
