import { chmod, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { policyFmt } from "../../../src/commands/policy/fmt.ts";
import { commandContext } from "../../support/command-context.ts";
import { temporaryFolder } from "../../support/folder.ts";

const UNTIDY = "package a\ndeny contains msg if {   msg := 1 }\n";
const TIDY = "package a\n\ndeny contains msg if msg := 1\n";

async function folderWith(text: string): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = temporaryFolder();
  const file = path.join(folder, "a.rego");
  await writeFile(file, text);
  return { folder, file };
}

test("--write rewrites a file once, with its mode, and leaves nothing beside it", async () => {
  const { folder, file } = await folderWith(UNTIDY);
  await chmod(file, 0o640);
  expect(await policyFmt(["--check", "."], commandContext(folder))).toBe(1);
  expect(await readFile(file, "utf8")).toBe(UNTIDY);
  expect(await policyFmt(["--write", "."], commandContext(folder))).toBe(0);
  expect(await readFile(file, "utf8")).toBe(TIDY);
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readdir(folder)).toEqual(["a.rego"]);
  expect(await policyFmt(["--check", "."], commandContext(folder))).toBe(0);
});

test("a file of Windows keeps its line ends", async () => {
  const { folder, file } = await folderWith(UNTIDY.replaceAll("\n", "\r\n"));
  await policyFmt(["--write", "."], commandContext(folder));
  expect(await readFile(file, "utf8")).toBe(TIDY.replaceAll("\n", "\r\n"));
  expect(await policyFmt(["--check", "."], commandContext(folder))).toBe(0);
});

test("Rego of before 1.0 becomes Rego v1", async () => {
  const { folder, file } = await folderWith("package a\n\ndeny[msg] { msg := 1 }\n");
  await policyFmt(["--write", "--rego", "v0", "."], commandContext(folder));
  expect(await readFile(file, "utf8")).toBe(TIDY);
});

test("nothing is written where one of the files does not parse", async () => {
  const { folder, file } = await folderWith(UNTIDY);
  await writeFile(path.join(folder, "b.rego"), "package b\n\ndeny contains msg if {\n");
  await expect(policyFmt(["--write", "."], commandContext(folder))).rejects.toMatchObject({
    code: "policy.parse",
    location: expect.objectContaining({ file: "b.rego" }) as object,
  });
  expect(await readFile(file, "utf8")).toBe(UNTIDY);
});

test("where a link leads, the file there is written, and the link stays", async () => {
  const { folder, file } = await folderWith(UNTIDY);
  const link = path.join(folder, "link.rego");
  await symlink(file, link);
  await policyFmt(["--write", "link.rego"], commandContext(folder));
  expect(await readFile(file, "utf8")).toBe(TIDY);
  expect(
    (await readdir(folder, { withFileTypes: true }))
      .find(({ name }) => name === "link.rego")
      ?.isSymbolicLink(),
  ).toBe(true);
});
