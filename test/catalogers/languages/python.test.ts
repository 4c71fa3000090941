import { describe, expect, it } from "vitest";
import { python } from "../../../src/catalogers/languages/python.ts";
import { LIMITS } from "../../../src/limits.ts";

const SITE = "/usr/lib/python3.12/site-packages";
const PATH = `${SITE}/flask-3.0.0.dist-info/METADATA`;

function parse(text: string | Uint8Array, path = PATH) {
  return python.parse({ path, bytes: Buffer.from(text) });
}

function only(text: string | Uint8Array, path = PATH) {
  const { packages, problems } = parse(text, path);
  expect(problems).toEqual([]);
  expect(packages).toHaveLength(1);
  return packages[0];
}

function codes(text: string | Uint8Array, path = PATH): string[] {
  return parse(text, path).problems.map(({ code }) => code);
}

const FLASK = "Metadata-Version: 2.1\nName: Flask\nVersion: 3.0.0\n";

describe("what a METADATA says", () => {
  it("keeps name and version as they are written", () => {
    expect(only("Name: Zope.Interface_x\nVersion: 1.0.0-beta1\n")).toEqual({
      type: "pypi",
      name: "Zope.Interface_x",
      version: "1.0.0-beta1",
    });
  });

  it("takes the first of several values, and nothing out of the description", () => {
    expect(only(`${FLASK}Name: other\nVersion: 9\n\nName: body\nLicense: body\n`)).toEqual({
      type: "pypi",
      name: "Flask",
      version: "3.0.0",
    });
  });

  it("ends the headers, as Python does, at a line that is none", () => {
    const cut = parse("Metadata-Version: 2.1\nno header\nName: Evil\nVersion: 6\n");
    expect(cut.packages).toMatchObject([{ name: "flask", version: "3.0.0" }]);
    expect(cut.problems.map(({ code }) => code)).toEqual(["bad-name", "bad-version"]);
  });

  it.each(["\r\n", "\r"])("takes line ends as Python does: %j", (end) => {
    expect(only(FLASK.replaceAll("\n", end))).toMatchObject({ name: "Flask", version: "3.0.0" });
  });

  it("reads on where a value goes on in the next line", () => {
    expect(only("name:\n Flask\nVERSION:\t3.0.0  \n")).toMatchObject({ name: "Flask", version: "3.0.0" });
  });

  it("takes no notice of a byte order mark", () => {
    expect(only(`\uFEFF${FLASK}`)).toMatchObject({ name: "Flask" });
  });

  it("reads a name that is not UTF-8, and says so; in an author's it is no matter", () => {
    expect(codes(Buffer.from("Name: Fl\xe4sk\nVersion: 1\n", "latin1"))).toEqual(["encoding", "bad-name"]);
    expect(only(Buffer.from(`${FLASK}Author: J\xfcrgen\n`, "latin1"))).toMatchObject({
      maintainer: "Jürgen",
    });
  });

  it("tells by the path what it does not say itself", () => {
    expect(parse("").packages).toEqual([{ type: "pypi", name: "flask", version: "3.0.0" }]);
    expect(codes("")).toEqual(["bad-name", "bad-version"]);
    expect(parse("Name: x\n", `${SITE}/x.egg-info/PKG-INFO`).packages).toMatchObject([{ version: "" }]);
  });

  it("may be lost, and is no mere doubt, where neither it nor its path tells a name", () => {
    const { packages, problems } = parse("Version: 1\n", `${SITE}/.dist-info/METADATA`);
    expect([packages, problems.map(({ code }) => code)]).toEqual([[], ["malformed"]]);
  });

  it("does not take a value for whole with which the file ends", () => {
    expect(parse("Name: Fla").packages).toMatchObject([{ name: "flask" }]);
    expect(parse("Name: Flask\nVersion: 3").packages).toMatchObject([{ version: "3.0.0" }]);
    expect(only("Name: Flask\nVersion: 3.0.0")).toMatchObject({ version: "3.0.0" });
  });

  it("says that a name is none", () => {
    expect(codes("Name: ../x y\nVersion: 1\n")).toEqual(["bad-name"]);
  });

  it("takes no text of megabytes for a name", () => {
    const long = "x".repeat(LIMITS.recordedChars + 1);
    expect(parse(`Name: ${long}\nVersion: ${long}\nLicense: ${long}\n`).packages).toEqual([
      { type: "pypi", name: "flask", version: "3.0.0" },
    ]);
  });
});

function licenses(text: string) {
  return only(FLASK + text)?.licenses;
}

describe("licences", () => {
  it("are the expression, where there is one, and nothing else", () => {
    const text =
      "License: BSD\nLicense-Expression: MIT OR Apache-2.0\nClassifier: License :: OSI Approved :: MIT License\n";
    expect(licenses(text)).toEqual(["MIT OR Apache-2.0"]);
  });

  it("are what License says, and the classifiers", () => {
    expect(
      licenses(
        "License: Dual\nClassifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: MIT License\n" +
          "Classifier: Programming Language :: Python\nClassifier: License :: Public Domain\n",
      ),
    ).toEqual(["Dual", "MIT License", "Public Domain"]);
  });

  it("are not the whole text of one, nor distutils' word for none", () => {
    expect(licenses("License: MIT License\n\n Permission is hereby granted\n")).toEqual(["MIT License"]);
    expect(licenses("License: Copyright x\n Permission\n  is granted\n")).toBeUndefined();
    expect(licenses("License: UNKNOWN\n")).toBeUndefined();
  });
});

it.each([
  ["Author: A\nAuthor-email: a@x\n", "A <a@x>"],
  ["Author-email: A <a@x>, B <b@x>\n", "A <a@x>, B <b@x>"],
  ["Author: A\nMaintainer: M\n", "M"],
  ["Author: UNKNOWN\nAuthor-email: UNKNOWN\n", undefined],
])("tells who keeps a package: %j", (text, maintainer) => {
  expect(only(FLASK + text)?.maintainer).toBe(maintainer);
});

function find(path: string): string[] {
  return parse(FLASK, path).packages.map(({ status }) => status ?? "installed");
}

describe("where packages are", () => {
  it.each([
    `${SITE}/x-1.0.dist-info/METADATA`,
    `${SITE}/X-1.0.DIST-INFO/METADATA`,
    `${SITE}/x-1.0-py3.12.egg-info/PKG-INFO`,
    `${SITE}/x-1.0-py3.12.egg-info`,
    `${SITE}/x-1.0-py3.12.egg/EGG-INFO/PKG-INFO`,
    "/usr/lib/python3/dist-packages/x-1.0.egg-info",
    "/app/test/vendor/x-1.0.dist-info/METADATA",
    "/opt/python3/x-1.0.egg-info",
    "/opt/venv/lib/python3.12/site-packages/test-1.0.dist-info/METADATA",
  ])("installed: %s", (path) => {
    expect(find(path)).toEqual(["installed"]);
  });

  it.each([
    `${SITE}/setuptools/_vendor/x-1.0.dist-info/METADATA`,
    "/app/deps/setuptools/_vendor/x-1.0.dist-info/METADATA",
    `${SITE}/x-1.0-py3.12.egg/inner/y-1.0.dist-info/METADATA`,
  ])("carried along by another: %s", (path) => {
    expect(find(path)).toEqual(["vendored"]);
  });

  it.each([
    `${SITE}/~ip-23.0.dist-info/METADATA`,
    `${SITE}/~-x-23.0.egg-info`,
    `${SITE}/importlib_metadata/tests/data/x-1.0.dist-info/METADATA`,
    "/usr/lib/python3.12/test/test_importlib/data/example-21.12-py3.6.egg/EGG-INFO/PKG-INFO",
    "/usr/lib/python2.7/wsgiref.egg-info",
    "/usr/lib/python2.7/lib-dynload/Python-2.7.18.egg-info",
  ])("one that pip would not tell of is unlisted, and nothing is a problem: %s", (path) => {
    expect(parse(FLASK, path)).toMatchObject({
      packages: [{ name: "Flask", status: "unlisted" }],
      problems: [],
    });
    expect(parse("", path)).toMatchObject({ problems: [] });
  });
});
