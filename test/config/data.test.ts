import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readDataFiles } from "../../src/config/data.ts";
import { loadConfig } from "../../src/config/load.ts";
import { mergeData, type RuleData } from "../../src/policy/data/rule-data.ts";

const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-data-"));
afterAll(() => rm(folder, { recursive: true }));

/** Merges files of these names and contents; lumogate.yaml is the configuration. */
async function merged(files: Readonly<Record<string, string>>): Promise<RuleData> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const named = Object.keys(files).filter((name) => name !== "lumogate.yaml");
  const { data } = await loadConfig("lumogate.yaml" in files ? undefined : "/dev/null", folder);
  return mergeData([data, ...(await readDataFiles(named, folder))]);
}

describe("data for rules", () => {
  it("is put together from the configuration and from files, objects within objects", async () => {
    const data = await merged({
      "lumogate.yaml": "data:\n  registries: { prod: ghcr.io }\n  max: 3\n",
      "a.yaml": "registries:\n  test: localhost\n",
      "b.json": '{"registries": {"prod": "ghcr.io"}, "teams": ["a", "b"]}',
    });
    expect(data.value).toEqual({
      registries: { prod: "ghcr.io", test: "localhost" },
      max: 3,
      teams: ["a", "b"],
    });
    expect(data.locate(["max"])).toEqual({ file: "lumogate.yaml", line: 3, column: 8 });
    expect(data.locate(["registries", "test"])).toEqual({ file: "a.yaml", line: 2, column: 9 });
    expect(data.locate(["teams"])).toMatchObject({ file: "b.json", line: 1 });
    expect(data.locate(["nobody", "said"])).toBeUndefined();
  });

  it.each([
    ["two texts", "x: { y: a }", '{"x": {"y": "b"}}', "data.config.x.y"],
    ["a text and an object", "x: a", '{"x": {"y": "b"}}', "data.config.x"],
    ["an object and a text", "x: { y: b }", '{"x": "a"}', "data.config.x"],
    ["two lists", "x: [a]", '{"x": ["a", "b"]}', "data.config.x"],
    ["null and a text", "x: null", '{"x": "b"}', "data.config.x"],
    ["a name that objects have of themselves", "__proto__: a", '{"__proto__": "b"}', "data.config.__proto__"],
  ])("that is said in two ways is refused with both places: %s", async (_what, yaml, json, name) => {
    const error = await merged({ "a.yaml": yaml, "b.json": json }).catch((cause: unknown) => cause);
    expect(String(error)).toContain(`${name} has`);
    expect(error).toMatchObject({
      code: "config.data-conflict",
      message: expect.stringMatching(
        /^data\.config\.\S+ has two values, one at a\.yaml:1:\d+ and another one at b\.json:1:\d+\.$/,
      ) as string,
      location: { file: "b.json", line: 1 },
    });
  });

  it.each([
    ["a.json", "[1]", "config.data", "is no map"],
    ["a.yaml", "just text", "config.data", "is no map"],
    ["a.json", "{", "config.data", "is not JSON"],
    ["a.json", '{"a": {"b": 1, "b": 2}}', "config.data", "key twice"],
    ["a.yaml", "a: 1\na: 2\n", "config.yaml", "stands twice"],
    ["a.yaml", "a: [{ b: .nan }]", "config.data", "data.config.a.0.b is NaN"],
    ["a.json", "\u00ff", "config.data", "is not JSON"],
  ])("that rules cannot be handed is refused: %s with %j", async (name, text, code, message) => {
    await expect(merged({ [name]: text })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
      location: expect.objectContaining({ file: name }) as object,
    });
  });

  it("that lies too deep is refused: whoever reads it next would overflow", async () => {
    const deep = `{"a": ${"[".repeat(5000)}${"]".repeat(5000)}}`;
    await expect(merged({ "deep.json": deep })).rejects.toMatchObject({
      code: "config.data",
      message: expect.stringContaining("dataDepth") as string,
      location: { file: "deep.json" },
    });
  });

  it("is refused where there is no such file, and where it has no end", async () => {
    await expect(readDataFiles(["none.yaml"], folder)).rejects.toMatchObject({
      code: "config.unreadable",
      message: "The data file none.yaml cannot be read: there is no such file.",
    });
    await expect(readDataFiles(["/dev/zero"], folder)).rejects.toMatchObject({ code: "config.too-large" });
  });
});
