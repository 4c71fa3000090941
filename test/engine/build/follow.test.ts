import { symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { walkContext } from "../../../src/engine/build/context.ts";
import { placesToSend, within } from "../../../src/engine/build/follow.ts";
import { parseIgnoreFile } from "../../../src/engine/build/ignore.ts";
import { makeFolder } from "./folder.ts";

async function folder(): Promise<string> {
  const root = await makeFolder({
    "package.json": "",
    "package-lock.json": "",
    "src/a/x.ts": "",
    "src/b/x.ts": "",
    ".git/big": "",
    "[x]": "",
  });
  await symlink("src", path.join(root, "link"));
  return root;
}

describe("the places that a build looks at", () => {
  it.each([
    [["src/a"], ["src/a"]],
    [["/src/../src/a/"], ["src/a"]],
    [
      ["package*.json", "src/*/x.ts"],
      ["package-lock.json", "package.json", "src/a/x.ts", "src/b/x.ts"],
    ],
    [["\\[x\\]"], ["[x]"]],
    [["*.md"], []],
  ])("of %j are %j", async (asked, expected) => {
    expect((await placesToSend(await folder(), asked))?.toSorted()).toEqual(expected);
  });

  it.each([
    [["link/a"]],
    [["lin*"]],
    [["gone"]],
    [["src", "gone/x"]],
    [["src/a/x.ts/below"]],
    [["."]],
    [["../x"]],
  ])("of %j cannot be told: all is sent", async (asked) => {
    expect(await placesToSend(await folder(), asked)).toBeUndefined();
  });

  it("are all that is sent, with the folders above them, and ignored as ever", async () => {
    const root = await folder();
    const rules = within(
      ["src/a", "package.json"],
      parseIgnoreFile({ path: "", content: Buffer.from("**/a/y") }),
    );
    const sent: string[] = [];
    for await (const entry of walkContext(root, rules)) sent.push(entry.path);
    expect(sent).toEqual(["package.json", "src", "src/a", "src/a/x.ts"]);
    expect(rules.judge("src/a/y", rules.judge("src/a", rules.judge("src"))).ignored).toBe(true);
  });
});
