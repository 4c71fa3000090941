import { describe, expect, it } from "vitest";
import type { ContentCataloger, ParsedFile } from "../../../src/catalogers/cataloger.ts";
import { pythonArchive, pythonArchiveByContent } from "../../../src/catalogers/languages/python-archive.ts";
import { yarnCache } from "../../../src/catalogers/languages/yarn-cache.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { makeZip } from "../../support/zip.ts";

function inspect(cataloger: ContentCataloger, path: string, bytes: Uint8Array): Promise<ParsedFile> {
  return cataloger.inspect({ path, mode: 0o644, content: memoryContent(bytes) });
}

const EGG = "/usr/lib/python3/site-packages/my_egg-1.0.post1-py3.11.egg";
const PKG_INFO = { name: "EGG-INFO/PKG-INFO", bytes: "Name: My.Egg\nVersion: 1.0.post1\nLicense: MIT\n" };
const CODE = { name: "my_egg/__init__.py", bytes: "" };

describe("an egg in one file", () => {
  it("is the package that it records", async () => {
    const egg = makeZip([CODE, PKG_INFO, { name: "x/EGG-INFO/PKG-INFO", bytes: "Name: no\nVersion: 1\n" }]);
    expect(await inspect(pythonArchive, EGG, egg)).toEqual({
      packages: [
        { type: "pypi", name: "My.Egg", version: "1.0.post1", licenses: ["MIT"], within: PKG_INFO.name },
      ],
      problems: [],
    });
  });

  it("is known by its name where its record cannot be read, and something may be missing", async () => {
    const { packages, problems } = await inspect(
      pythonArchive,
      EGG,
      makeZip([{ ...PKG_INFO, encrypted: true }]),
    );
    expect(packages).toMatchObject([{ name: "my_egg", version: "1.0.post1" }]);
    expect(problems.map(({ code }) => code)).toContain("encrypted");
  });

  it("is not lost where the end of it is", async () => {
    const cut = makeZip([PKG_INFO, CODE]).subarray(0, -30);
    const { packages, problems } = await inspect(pythonArchive, EGG, cut);
    expect(packages).toMatchObject([{ name: "My.Egg" }]);
    expect(problems.map(({ code }) => code)).not.toEqual([]);
  });

  it("is unlisted where pip left it behind, and none is a file that is no zip", async () => {
    const left = EGG.replace("my_egg", "~y_egg");
    expect((await inspect(pythonArchive, left, makeZip([PKG_INFO]))).packages).toMatchObject([
      { status: "unlisted" },
    ]);
    expect(await inspect(pythonArchive, EGG, Buffer.from("no zip"))).toEqual({ packages: [], problems: [] });
  });
});

it.each([
  ["/app/run.pex", ".deps/flask-3.0-py3-none-any.whl/flask-3.0.dist-info/METADATA", undefined],
  ["/app/run.pex", ".bootstrap/pex/vendor/_vendored/pip/pip-20.dist-info/METADATA", "vendored"],
  ["/app/run.pyz", "site-packages/flask-3.0.dist-info/METADATA", undefined],
  ["/app/run/.deps/flask-3.0-py3-none-any.whl", "flask-3.0.dist-info/METADATA", undefined],
])("a program in one file has its packages in it: %s %s", async (path, name, status) => {
  const zip = makeZip([CODE, { name, bytes: "Name: Flask\nVersion: 3.0\n" }], {
    prefix: "#!/usr/bin/env python3\n",
  });
  const { packages, problems } = await inspect(pythonArchive, path, zip);
  expect(packages).toEqual([
    {
      type: "pypi",
      name: "Flask",
      version: "3.0",
      ...(status === undefined ? {} : { status }),
      within: name,
    },
  ]);
  expect(problems).toEqual([]);
});

it("a program in one file needs no name that says so, but a beginning that Python runs", async () => {
  const record = { name: "site-packages/flask-3.0.dist-info/METADATA", bytes: "Name: Flask\nVersion: 3.0\n" };
  const main = { name: "__main__.py", bytes: "" };
  for (const prefix of ["", "#!/usr/bin/env python3\n"]) {
    const program = await inspect(
      pythonArchiveByContent,
      "/usr/bin/app",
      makeZip([main, record], { prefix }),
    );
    expect(program.packages).toMatchObject([{ name: "Flask", version: "3.0", within: record.name }]);
  }
  const nothing = { packages: [], problems: [] };
  expect(await inspect(pythonArchiveByContent, "/usr/bin/app", makeZip([record]))).toEqual(nothing);
  // The other cataloger's.
  expect(await inspect(pythonArchiveByContent, "/app.pyz", makeZip([main, record]))).toEqual(nothing);
});

function manifest(name: string): string {
  return JSON.stringify({ name, version: "1.0.0" });
}

describe("a zip in yarn's cache", () => {
  const ZIP = "/app/.yarn/cache/@scope-a-npm-1.0.0-0123456789-10c0.zip";
  it("holds a package, and those that it brings along", async () => {
    const zip = makeZip([
      { name: "node_modules/@scope/a/package.json", bytes: manifest("@scope/a"), stored: true },
      { name: "node_modules/@scope/a/test/b/package.json", bytes: manifest("no") },
      { name: "node_modules/@scope/a/node_modules/c/package.json", bytes: manifest("c") },
    ]);
    const { packages, problems } = await inspect(yarnCache, ZIP, zip);
    expect(packages.map(({ name, within }) => ({ name, within }))).toEqual([
      { name: "@scope/a", within: "node_modules/@scope/a/package.json" },
      { name: "no", within: "node_modules/@scope/a/test/b/package.json" },
      { name: "c", within: "node_modules/@scope/a/node_modules/c/package.json" },
    ]);
    expect(problems).toEqual([]);
  });

  it("names the manifest that is damaged", async () => {
    const zip = makeZip([{ name: "node_modules/a/package.json", bytes: "{", crc: 7 }]);
    const { packages, problems } = await inspect(yarnCache, ZIP, zip);
    expect(packages).toMatchObject([{ name: "a", version: "" }]);
    expect(problems.map(({ reason }) => reason.includes('"node_modules/a/package.json"'))).toEqual([
      true,
      true,
    ]);
  });
});
