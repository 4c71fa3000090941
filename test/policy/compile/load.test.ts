import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { loadPolicyFiles } from "../../../src/policy/compile/load.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "lumogate-policy-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(name: string, content: string | Uint8Array = `package ${name.length}`): Promise<string> {
  const file = path.join(directory, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

async function namesOf(...paths: readonly string[]): Promise<readonly string[]> {
  return (await loadPolicyFiles(paths, directory)).modules.map((module) => module.path);
}

async function digestOf(given: string): Promise<string | undefined> {
  return (await loadPolicyFiles([given], directory)).sources[0]?.digest;
}

describe("policy files", () => {
  test("are read from files and folders, sorted, under the names that the user would use", async () => {
    for (const name of [
      "p/z.rego",
      "p/a/b.rego",
      "p/a.rego",
      "p/a_test.rego",
      "p/data.json",
      "single.rego",
    ]) {
      await write(name);
    }
    expect(await namesOf("single.rego", "./p/")).toEqual([
      "single.rego",
      "p/a/b.rego",
      "p/a.rego",
      "p/z.rego",
    ]);
    const absolute = path.join(directory, "p");
    expect((await namesOf(absolute))[0]).toBe(path.join(absolute, "a/b.rego"));
  });

  test("are found whatever the case of their endings: a rule that is missed is a pass", async () => {
    await write("p/A.REGO");
    await write("p/B_Test.Rego");
    expect(await namesOf("p")).toEqual(["p/A.REGO"]);
  });

  test("are read once, however many paths lead to them", async () => {
    await write("p/a.rego", "package a");
    await symlink("a.rego", path.join(directory, "p/b.rego"));
    await symlink("p", path.join(directory, "q"));
    const loaded = await loadPolicyFiles(["p/a.rego", "p", "q"], directory);
    expect(loaded.modules).toEqual([{ path: "p/a.rego", name: "a.rego", text: "package a" }]);
    expect(loaded.sources.map(({ source }) => source)).toEqual(["p/a.rego", "p", "q"]);
  });

  test("are found through links that leave the folder, and links in a circle end", async () => {
    await write("shared/lib.rego");
    await write("p/a.rego");
    await symlink("../shared", path.join(directory, "p/lib"));
    await symlink("..", path.join(directory, "shared/up"));
    await symlink("gone", path.join(directory, "p/README.md"));
    expect(await namesOf("p")).toEqual(["p/a.rego", "p/lib/lib.rego"]);
  });

  test("have a digest that changes with a name or a content, and with nothing else", async () => {
    await write("one/a.rego", "package a");
    await write("two/a.rego", "package a");
    await write("two/a_test.rego");
    await write("renamed/b.rego", "package a");
    await write("changed/a.rego", "package a ");
    await write("split/a.rego", "");
    await write("split/b.rego", "package a");
    await write("joined/a.rego", "b.regopackage a");
    const [one, two, ...others] = await Promise.all(
      ["one", "two", "renamed", "changed", "split", "joined"].map((name) => digestOf(name)),
    );
    expect(one).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(two).toBe(one);
    expect(new Set([one, ...others]).size).toBe(5);
  });
});

function code(expected: string, file: string): unknown {
  return expect.objectContaining({
    code: expected,
    location: { file },
    message: expect.stringContaining(file),
  });
}

describe("an error tells that a policy", () => {
  test("is not there", async () => {
    await expect(namesOf("nope")).rejects.toEqual(code("policy.not-found", "nope"));
  });

  test("has no rules: no .rego file in a folder, or tests only, or another kind of file", async () => {
    await write("p/data.json");
    await write("tests/a_test.rego");
    for (const given of ["p", "tests", "tests/a_test.rego", "p/data.json"]) {
      await expect(namesOf(given)).rejects.toEqual(code("policy.empty", given));
    }
  });

  test("is not UTF-8", async () => {
    await write("p/a.rego", Uint8Array.of(0x70, 0xff));
    await expect(namesOf("p")).rejects.toEqual(code("policy.unreadable", "p/a.rego"));
  });

  test("is a link to nowhere", async () => {
    await write("p/a.rego");
    await symlink("gone", path.join(directory, "p/b.rego"));
    await expect(namesOf("p")).rejects.toEqual(code("policy.not-found", "p/b.rego"));
  });

  test.runIf(process.platform === "linux")("is a pipe, without waiting for it", async () => {
    await write("p/a.rego");
    execFileSync("mkfifo", [path.join(directory, "p/b.rego")]);
    await expect(namesOf("p")).rejects.toEqual(code("policy.unreadable", "p/b.rego"));
    await expect(namesOf("p/b.rego")).rejects.toEqual(code("policy.unreadable", "p/b.rego"));
  });

  test("is too large, before reading it", async () => {
    // A hole, which takes no room on the disk; reading it would fail in another way.
    await truncate(await write("p/a.rego"), 3 * 2 ** 30);
    await expect(namesOf("p")).rejects.toEqual(code("policy.too-large", "p/a.rego"));
  });

  test("is too large in sum", async () => {
    const half = new Uint8Array(LIMITS.policyBytes / 2 + 1).fill(0x20);
    await write("p/a.rego", half);
    await write("p/b.rego", half);
    await expect(namesOf("p")).rejects.toEqual(code("policy.too-large", "p/b.rego"));
  });
});
