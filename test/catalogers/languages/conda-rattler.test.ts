import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { conda } from "../../../src/catalogers/languages/conda.ts";
import { cataloged } from "../../support/cataloged.ts";
import { installed } from "../../support/installed.ts";

/** A channel of packages made here, and two environments that rattler, the library of pixi, installs from it. */
const INSTALL = String.raw`
import asyncio, hashlib, io, json, tarfile
from pathlib import Path
import rattler

CHANNEL = Path("channel").absolute()
PACKAGES = [
    ("ca-certificates", "2024.7.2", "h06a4308_0", "linux-64"),
    ("_libgcc_mutex", "0.1", "main", "linux-64"),
    ("tzdata", "2024a", "h04d1e81_0", "noarch"),
    ("x-y-z", "1!2.0.post1+cuda11", "py312_1", "noarch"),
]

def make(name, version, build, subdir):
    index = dict(name=name, version=version, build=build, build_number=0, depends=[], subdir=subdir, license="BSD-3-Clause")
    path = dict(_path=f"share/{name}", path_type="hardlink", sha256=hashlib.sha256(b"hello").hexdigest(), size_in_bytes=5)
    members = {
        "info/index.json": json.dumps(index),
        "info/paths.json": json.dumps(dict(paths_version=1, paths=[path])),
        "info/about.json": "{}",
        f"share/{name}": "hello",
    }
    file = CHANNEL / subdir / f"{name}-{version}-{build}.tar.bz2"
    file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "w:bz2") as tar:
        for member, text in members.items():
            info = tarfile.TarInfo(member)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    data = file.read_bytes()
    return file.name, dict(index, md5=hashlib.md5(data).hexdigest(), sha256=hashlib.sha256(data).hexdigest(), size=len(data))

async def main():
    records = []
    for subdir in ("linux-64", "noarch"):
        file = CHANNEL / subdir / "repodata.json"
        made = dict(make(*package) for package in PACKAGES if package[3] == subdir)
        file.write_text(json.dumps(dict(info=dict(subdir=subdir), packages=made, repodata_version=1)))
        data = rattler.SparseRepoData(rattler.Channel(CHANNEL.as_uri()), subdir, file)
        for name in data.package_names():
            records += data.load_records(rattler.PackageName(name))
    for prefix in ("conda", "conda/envs/other"):
        await rattler.install(records, target_prefix=prefix, cache_dir="cache", show_progress=False)
    told = [(str(file), rattler.PrefixRecord.from_path(file)) for file in Path("conda").glob("**/conda-meta/*.json")]
    Path("told").write_text("\n".join(f"/{file} {one.name.source} {one.version} {one.subdir} {one.build}" for file, one in told))

asyncio.run(main())
`;
const SCRIPT = String.raw`
python3 -m venv venv
venv/bin/pip install --quiet py-rattler
cat > install.py << 'END'
${INSTALL}
END
venv/bin/python install.py
rm -r venv cache
`;
const { folder, absent } = await installed(["python3"], SCRIPT);

describe.skipIf(absent !== "")(`beside rattler ${absent}`, () => {
  it("finds what it has recorded, in the base environment and in another", async () => {
    const files = await cataloged(folder, [conda]);
    const found = files.flatMap((file) =>
      file.packages.map(({ name, version, arch, purl = "" }) => {
        const build = /build=([^&]+)/.exec(purl)?.[1];
        return `${file.path} ${name} ${version} ${arch} ${build}`;
      }),
    );
    const told = readFileSync(path.join(folder, "told"), "utf8").split("\n");
    expect(told).toHaveLength(8);
    expect(found.toSorted()).toEqual(told.toSorted());
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
