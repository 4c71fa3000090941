import { describe, expect, it } from "vitest";
import { node } from "../../../src/catalogers/languages/node.ts";

const PATH = "/app/node_modules/left-pad/package.json";

function parse(manifest: unknown, path = PATH) {
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  return node.parse({ path, bytes: Buffer.from(text) });
}

const MANIFEST = { name: "left-pad", version: "1.3.0" };

describe("where packages are installed", () => {
  it.each([
    "/node_modules/left-pad",
    "/app/node_modules/@scope/left-pad",
    "/app/node_modules/a/node_modules/@b/c/node_modules/left-pad",
    "/app/node_modules/test/node_modules/left-pad",
    "/app/node_modules/.pnpm/left-pad@1.3.0/node_modules/left-pad",
    "/app/node_modules/.pnpm/@b+test@1.0.0/node_modules/@b/test",
    "/app/node_modules/.store/left-pad-npm-1.3.0-0123456789/package",
    "/usr/lib/node_modules/code-server/lib/vscode/node_modules/left-pad",
    "/app/test/fixtures/node_modules/left-pad",
    "/opt/yarn-v1.22.22",
    "/usr/share/nodejs/left-pad",
    "/usr/share/nodejs/test",
    "/usr/lib/ruby/gems/3.1.0/gems/webpacker-5.4.4",
    "/app",
    "",
  ])("%s", (folder) => {
    expect(parse(MANIFEST, `${folder}/package.json`)).toEqual({
      packages: [{ type: "npm", name: "left-pad", version: "1.3.0" }],
      problems: [],
    });
  });
});

describe("where npm would not look for one, a package is told as unlisted, and nothing is a problem", () => {
  it.each([
    ["a stub in a package", "/app/node_modules/a/dist/esm"],
    ["a copy in a package", "/app/node_modules/@b/a/dist/lib"],
    ["test data", "/app/node_modules/resolve/test/resolver/baz"],
    ["what test data has installed", "/app/node_modules/a/test/fixtures/node_modules/left-pad"],
    ["the folder of all packages", "/app/node_modules"],
    ["a scope", "/app/node_modules/@b"],
    ["a folder that npm passes over", "/app/node_modules/.cache"],
    ["another", "/app/node_modules/@b/.hidden"],
    ["test data of a gem", "/usr/lib/ruby/gems/3.1.0/gems/webpacker-5.4.4/test/test_app"],
    ["what npm was about to remove", "/app/node_modules/.left-pad-AbCd1234"],
    ["what that had installed", "/app/node_modules/.left-pad-AbCd1234/node_modules/b"],
    ["what a scoped one had", "/app/node_modules/@b/.left-pad-AbCd1234/node_modules/b"],
  ])("%s: %s", (_, folder) => {
    const path = `${folder}/package.json`;
    expect(parse(MANIFEST, path)).toMatchObject({
      packages: [{ ...MANIFEST, status: "unlisted" }],
      problems: [],
    });
    for (const stub of [{ type: "module" }, { name: "a" }, "{"])
      expect(parse(stub, path)).toEqual({ packages: [], problems: [] });
  });
});

describe("a package in node_modules", () => {
  it("has the name that its manifest says, whatever the folder is called", () => {
    const path = "/app/node_modules/alias/package.json";
    expect(parse({ name: "@real/one", version: "2.0.0" }, path).packages).toMatchObject([
      { name: "@real/one", version: "2.0.0" },
    ]);
  });

  it("is there also where its manifest says nothing, by the folder's name", () => {
    const found = parse({}, "/app/node_modules/@b/empty/package.json");
    expect(found.packages).toEqual([{ type: "npm", name: "@b/empty", version: "" }]);
    expect(found.problems.map(({ code }) => code)).toEqual(["bad-version"]);
  });

  it.each(["", "{", "[]", "null", '"x"', '{"name":"left-pad","version":"1.3.0"', "\0\0\0"])(
    "is there also where its manifest is none, which may hide what it is: %j",
    (text) => {
      const found = parse(text);
      expect(found.packages).toEqual([{ type: "npm", name: "left-pad", version: "" }]);
      expect(found.problems.map(({ code }) => code)).toEqual(["malformed"]);
    },
  );

  it("has a version to the letter, and a number as npm prints it", () => {
    expect(parse({ name: "a", version: "v1.0" }).packages).toMatchObject([{ version: "v1.0" }]);
    expect(parse({ name: "a", version: 1 }).packages).toMatchObject([{ version: "1" }]);
  });

  it("may have a manifest with a byte order mark", () => {
    expect(parse(`\uFEFF${JSON.stringify(MANIFEST)}`).problems).toEqual([]);
  });

  it("may have a name that no registry takes, and that is said", () => {
    const found = parse({ name: "Bad Name/", version: "1.0.0" });
    expect(found.packages).toMatchObject([{ name: "Bad Name/" }]);
    expect(found.problems.map(({ code }) => code)).toEqual(["bad-name"]);
  });

  it("cannot change how others are read", () => {
    const text = '{"__proto__":{"name":"evil","version":"6"},"constructor":{"prototype":{"name":"evil"}}}';
    expect(parse(text).packages).toEqual([{ type: "npm", name: "left-pad", version: "" }]);
    expect(parse({}).packages).toEqual([{ type: "npm", name: "left-pad", version: "" }]);
  });
});

describe("a package.json elsewhere", () => {
  it.each([
    ["a stub", '{"type":"module"}'],
    ["one without a version", '{"name":"app"}'],
    ["one without a name", '{"version":"1.0.0"}'],
    ["a template", '{"name":"{{name}}","version":"1.0.0"}'],
    ["an extension of Visual Studio Code", '{"name":"x","version":"1.0.0","engines":{"vscode":"*"}}'],
    ["another", '{"name":"x","version":"1.0.0","contributes":{}}'],
    ["a package of Unity", '{"name":"com.unity.x","version":"1.0.0","unity":"2020.1"}'],
    ["no JSON", "// {"],
    ["no object", "[]"],
    ["a name that is none", '{"name":["x"],"version":"1.0.0"}'],
  ])("is no package where it is %s, and nothing is missing: %s", (_, text) => {
    expect(parse(text, "/srv/package.json")).toEqual({ packages: [], problems: [] });
  });
});

it.each([
  [{ license: "MIT" }, ["MIT"]],
  [{ license: "(MIT OR Apache-2.0)" }, ["(MIT OR Apache-2.0)"]],
  [{ license: { type: "BSD", url: "x" } }, ["BSD"]],
  [{ license: ["MIT", "ISC"] }, ["MIT", "ISC"]],
  [{ licenses: [{ type: "MIT" }, { type: "GPL-2.0" }, { type: "MIT" }] }, ["MIT", "GPL-2.0"]],
  [{ license: "" }, undefined],
  [{ license: { type: 3 } }, undefined],
  [{ license: [null, [], {}, "ISC"] }, ["ISC"]],
])("reads licences in every form that there has been: %j", (fields, licenses) => {
  expect(parse({ ...MANIFEST, ...fields }).packages[0]?.licenses).toEqual(licenses);
});

it.each([
  [{ author: "A <a@x> (https://x)" }, "A <a@x> (https://x)"],
  [{ author: { name: "A", email: "a@x", url: "https://x" } }, "A <a@x>"],
  [{ author: { email: "a@x" } }, "a@x"],
  [{ author: [{ name: "A" }, { name: "B" }] }, "A"],
  [{ author: {}, maintainers: [{ name: "M" }] }, "M"],
  [{ author: 7 }, undefined],
])("tells who keeps a package: %j", (fields, maintainer) => {
  expect(parse({ ...MANIFEST, ...fields }).packages[0]?.maintainer).toBe(maintainer);
});
