import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkSecrets, parseBuildArgs, parseBuildSecret } from "../../../src/engine/build/arguments.ts";

describe("a build argument", () => {
  it("is a name and a value, which may hold more equals signs or be empty", () => {
    expect([...parseBuildArgs(["A=1", "B=x=y", "C=", "A=2"], {})]).toEqual([
      ["A", "2"],
      ["B", "x=y"],
      ["C", ""],
    ]);
  });

  it("takes its value from the environment where it has none, and is left out where that has none", () => {
    expect([...parseBuildArgs(["HTTP_PROXY", "GONE"], { HTTP_PROXY: "http://p" })]).toEqual([
      ["HTTP_PROXY", "http://p"],
    ]);
  });

  it("without a name is refused, and its value is not repeated", () => {
    expect(() => parseBuildArgs(["=s3cr3t"], {})).toThrow(
      expect.objectContaining({ code: "build.argument", message: expect.not.stringContaining("s3cr3t") }),
    );
  });

  it("may be called as a property that every object has", () => {
    const args = parseBuildArgs(["__proto__=x"], {});
    expect(JSON.stringify(Object.fromEntries(args))).toBe('{"__proto__":"x"}');
  });
});

describe("a build secret", () => {
  const env = { NPM_TOKEN: "t" };

  it.each([
    ["id=npm,src=a/b", { id: "npm", file: path.resolve("a/b") }],
    ["id=npm,source=/a=b", { id: "npm", file: path.resolve("/a=b") }],
    ["type=file,id=npm,src=f", { id: "npm", file: path.resolve("f") }],
    ["id=npm,env=NPM_TOKEN", { id: "npm", env: "NPM_TOKEN" }],
    ["type=env,id=npm,src=NPM_TOKEN", { id: "npm", env: "NPM_TOKEN" }],
    ["id=NPM_TOKEN", { id: "NPM_TOKEN", env: "NPM_TOKEN" }],
    ["id=NPM_TOKEN,type=file", { id: "NPM_TOKEN", file: path.resolve("NPM_TOKEN") }],
    ["ID=.npmrc", { id: ".npmrc", file: path.resolve(".npmrc") }],
  ])("%s is understood as docker does", (text, expected) => {
    expect(parseBuildSecret(text, env)).toEqual(expected);
  });

  it.each(["", "npm", "src=a", "id=,src=a", "id=a,foo=b", "id=a,type=tmpfs", "id=a,b"])(
    "%j is refused",
    (text) => {
      expect(() => parseBuildSecret(text, env)).toThrow(expect.objectContaining({ code: "build.secret" }));
    },
  );

  it("whose variable is not set, or whose file is not there, no file or too large, is refused before the build", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-secret-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const large = path.join(folder, "large");
    await writeFile(large, Buffer.alloc(500 * 1024 + 1));
    const refused = { code: "build.secret" };
    await expect(checkSecrets([{ id: "a", env: "GONE" }], env)).rejects.toMatchObject(refused);
    await expect(checkSecrets([{ id: "a", file: path.join(folder, "gone") }], env)).rejects.toMatchObject(
      refused,
    );
    await expect(checkSecrets([{ id: "a", file: folder }], env)).rejects.toMatchObject(refused);
    await expect(checkSecrets([{ id: "a", file: large }], env)).rejects.toMatchObject(refused);
    await expect(checkSecrets([{ id: "a", env: "NPM_TOKEN" }], env)).resolves.toBeUndefined();
  });
});
