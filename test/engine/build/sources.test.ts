import { symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findSources } from "../../../src/engine/build/sources.ts";
import { LIMITS } from "../../../src/limits.ts";
import { makeFolder } from "./folder.ts";

describe("what a build is made from", () => {
  it("is Dockerfile in the context, or else dockerfile, or else an error that says where it was looked for", async () => {
    const folder = await makeFolder({
      "a/Dockerfile": "A",
      "a/dockerfile": "a",
      "b/dockerfile": "b",
      "c/": "",
    });
    expect(await findSources(path.join(folder, "a"))).toMatchObject({
      inContext: "Dockerfile",
      dockerfile: { content: Buffer.from("A") },
    });
    expect(await findSources(path.join(folder, "b"))).toMatchObject({ inContext: "dockerfile" });
    await expect(findSources(path.join(folder, "c"))).rejects.toMatchObject({
      code: "build.dockerfile",
      message: `There is no Dockerfile at ${path.join(folder, "c", "Dockerfile")}.`,
    });
  });

  it("is the file that is named, relative to the current directory, in the context or not", async () => {
    const folder = await makeFolder({ "app/sub/My.Dockerfile": "", "app-x/Dockerfile": "" });
    const app = path.join(folder, "app");
    const relative = path.relative(process.cwd(), path.join(app, "sub/My.Dockerfile"));
    expect(await findSources(app, relative)).toMatchObject({
      inContext: "sub/My.Dockerfile",
      dockerfile: { path: relative },
    });
    expect(await findSources(app, path.join(folder, "app-x/Dockerfile"))).not.toHaveProperty("inContext");
  });

  it("lies outside where a link in the context leads outside", async () => {
    const folder = await makeFolder({ "app/": "", real: "FROM x" });
    await symlink("../real", path.join(folder, "app/Dockerfile"));
    const sources = await findSources(path.join(folder, "app"));
    expect(sources).not.toHaveProperty("inContext");
    expect(sources.dockerfile.content).toEqual(Buffer.from("FROM x"));
  });

  it("has the context's .dockerignore, and beside the Dockerfile its own", async () => {
    const folder = await makeFolder({ "app/.dockerignore": "1", "x/D": "", "x/D.dockerignore": "2" });
    const sources = await findSources(path.join(folder, "app"), path.join(folder, "x/D"));
    expect(sources.ignoreFile?.content).toEqual(Buffer.from("1"));
    expect(sources.ownIgnoreFile?.content).toEqual(Buffer.from("2"));
  });

  it.each([
    ["a context that is not there", "gone", "build.context"],
    ["a context that is a file", "file", "build.context"],
    ["a Dockerfile that is a folder", "folder", "build.dockerfile"],
    ["a Dockerfile that is too large", "large", "build.dockerfile"],
    ["a .dockerignore that is a folder", "ignore", "build.dockerignore"],
  ])("is refused: %s", async (_, context, code) => {
    const folder = await makeFolder({
      file: "",
      "folder/Dockerfile/": "",
      "large/Dockerfile": "x".repeat(LIMITS.dockerfileBytes + 1),
      "ignore/Dockerfile": "",
      "ignore/.dockerignore/": "",
    });
    await expect(findSources(path.join(folder, context))).rejects.toMatchObject({ code });
  });
});
