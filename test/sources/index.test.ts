import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { openTarget } from "../../src/sources/index.ts";
import { archiveFile, CONTEXT } from "../support/archive.ts";
import { dockerArchive } from "../support/image.ts";

/** What the engine was asked for; nothing here needs one. */
const asked = vi.hoisted(() => [] as string[]);
vi.mock("../../src/sources/docker.ts", () => ({
  docker: {
    transport: "docker",
    open: (locator: string) => {
      asked.push(locator);
      return Promise.resolve(undefined);
    },
  },
}));

async function engineIsAskedFor(target: string): Promise<string | undefined> {
  await openTarget(target, CONTEXT);
  return asked.pop();
}

describe("a target is", () => {
  it.each([
    ["docker:debian:12", "debian:12"],
    ["docker:registry:2", "registry:2"],
    ["debian", "debian"],
    ["debian:12", "debian:12"],
    ["localhost:5000/a/b:1", "localhost:5000/a/b:1"],
    ["ghcr.io/a/b@sha256:0123", "ghcr.io/a/b@sha256:0123"],
  ])("an image in the engine: %s", async (target, reference) => {
    expect(await engineIsAskedFor(target)).toBe(reference);
  });

  it("a file, by its transport or by its content", async () => {
    await using file = await archiveFile(dockerArchive());
    for (const target of [file.path, `docker-archive:${file.path}`]) {
      const image = await openTarget(target, CONTEXT);
      expect(image.identity.repoTags).toEqual(["test:latest"]);
      await image.close();
    }
    expect(asked).toEqual([]);
  });

  it.each(["podman", "registry", "oci", "oci-archive", "dir", "container", "sbom", "inventory"])(
    "never an image that is called like a place that is not read yet: %s",
    async (transport) => {
      await expect(openTarget(`${transport}:2`, CONTEXT)).rejects.toMatchObject({
        code: "target.unsupported",
        message: expect.stringContaining("docker: and docker-archive: only"),
        hint: expect.stringContaining(`docker:${transport}:2`),
      });
      expect(asked).toEqual([]);
    },
  );

  it("never an image where there is a file or a folder that is not known", async () => {
    await using file = await archiveFile(Buffer.from("hello"));
    const folder = path.join(file.folder, "folder");
    await mkdir(folder);
    await writeFile(path.join(folder, "index.json"), "{}");
    const unknown = { code: "target.unknown", message: expect.stringContaining("but no docker-archive") };
    await expect(openTarget(file.path, CONTEXT)).rejects.toMatchObject(unknown);
    await expect(openTarget(folder, CONTEXT)).rejects.toMatchObject(unknown);
    await expect(openTarget(path.join(folder, "none.tar"), CONTEXT)).rejects.toMatchObject({
      code: "target.unknown",
      message: expect.stringContaining("does not exist"),
    });
    await expect(openTarget("./none.tar", CONTEXT)).rejects.toMatchObject({ code: "target.unknown" });
    expect(asked).toEqual([]);
  });

  it.each(["", " ", "docker:", "docker-archive: "])("not nothing: %j", async (target) => {
    await expect(openTarget(target, CONTEXT)).rejects.toMatchObject({ code: "target.empty" });
  });
});
