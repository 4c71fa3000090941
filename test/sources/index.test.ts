import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { findImages } from "../../src/sources/index.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import { archiveFile, CONTEXT as NEVER_PULLING } from "../support/archive.ts";
import { dockerArchive } from "../support/image.ts";

const CONTEXT = { ...NEVER_PULLING, pull: "missing" } as const;

/** What engine and registry were asked for, and what they answer; nothing here needs one. */
const asked = vi.hoisted(() => ({
  calls: [] as string[],
  engine: undefined as Error | undefined,
  registry: undefined as Error | undefined,
}));
const place = vi.hoisted(() => (transport: "docker" | "registry", failure: () => Error | undefined) => ({
  transport,
  find: (locator: string, { pull }: SourceContext) => {
    asked.calls.push(`${transport} ${locator} ${pull}`);
    const error = failure();
    return error === undefined ? Promise.resolve([{ name: locator }]) : Promise.reject(error);
  },
}));
vi.mock("../../src/sources/docker.ts", () => ({ docker: place("docker", () => asked.engine) }));
vi.mock("../../src/sources/registry.ts", () => ({ registry: place("registry", () => asked.registry) }));

const missing = new LumogateError("image.not-found", "The engine has no such image.", { hint: "Pull it." });
const absent = new LumogateError("engine.unreachable", "There is no engine.", { hint: "Start it." });
const unknown = new LumogateError("registry.not-found", "The registry has no such image.", {
  hint: "Push it.",
});

beforeEach(() => {
  asked.calls = [];
  asked.engine = undefined;
  asked.registry = undefined;
});

describe("a target with a transport", () => {
  it.each([
    ["docker:debian:12", "docker debian:12 missing"],
    ["docker:registry:2", "docker registry:2 missing"],
    ["registry:ghcr.io/a/b@sha256:0123", "registry ghcr.io/a/b@sha256:0123 missing"],
  ])("is looked for there, and nowhere else: %s", async (target, call) => {
    await findImages(target, CONTEXT);
    expect(asked.calls).toEqual([call]);
    asked.engine = missing;
    asked.registry = unknown;
    await expect(findImages(target, CONTEXT)).rejects.toMatchObject({ code: /not-found$/ });
    expect(asked.calls).toEqual([call, call]);
  });

  it.each(["sbom", "inventory"])(
    "is never an image that is called like a kind of document: %s",
    async (transport) => {
      await expect(findImages(`${transport}:2`, CONTEXT)).rejects.toMatchObject({
        code: `${transport}.unreadable`,
      });
      expect(asked.calls).toEqual([]);
    },
  );

  it.each(["", " ", "docker:", "docker-archive: "])("is not nothing: %j", async (target) => {
    await expect(findImages(target, CONTEXT)).rejects.toMatchObject({ code: "target.empty" });
  });
});

describe("a path", () => {
  it("is known by its content, as with its transport", async () => {
    await using file = await archiveFile(dockerArchive());
    for (const target of [file.path, `docker-archive:${file.path}`]) {
      const [found] = await findImages(target, CONTEXT);
      const image = await found?.open();
      expect(image?.identity.repoTags).toEqual(["test:latest"]);
      await image?.close();
    }
    expect(asked.calls).toEqual([]);
  });

  it("is never taken for an image's name, also where nothing known is there", async () => {
    await using file = await archiveFile(Buffer.from("hello"));
    const folder = path.join(file.folder, "folder");
    await mkdir(folder);
    await writeFile(path.join(folder, "index.json"), "{}");
    const noImage = { code: "target.unknown", message: expect.stringContaining("but no image") };
    await expect(findImages(file.path, CONTEXT)).rejects.toMatchObject(noImage);
    await expect(findImages(folder, CONTEXT)).rejects.toMatchObject({
      ...noImage,
      // What the user meant, most likely; and no image is called like a path.
      hint: expect.stringMatching(`^Write --build ${folder} (?!.*docker:)`),
    });
    for (const target of [path.join(folder, "none.tar"), "./none.tar"]) {
      await expect(findImages(target, CONTEXT)).rejects.toMatchObject({
        code: "target.unknown",
        message: expect.stringContaining("does not exist"),
      });
    }
    expect(asked.calls).toEqual([]);
  });
});

describe("a bare name", () => {
  it("is an image that the engine has, which is not asked to pull it", async () => {
    await findImages("localhost:5000/a/b:1", CONTEXT);
    expect(asked.calls).toEqual(["docker localhost:5000/a/b:1 never"]);
  });

  it.each([missing, absent])("else one in its registry: $code", async (error) => {
    asked.engine = error;
    await findImages("debian:12", CONTEXT);
    expect(asked.calls).toEqual(["docker debian:12 never", "registry debian:12 missing"]);
  });

  it("is pulled by the engine where that was asked for", async () => {
    await findImages("debian:12", { ...CONTEXT, pull: "always" });
    expect(asked.calls).toEqual(["docker debian:12 always"]);
  });

  it("is fetched from nowhere where that was forbidden", async () => {
    asked.engine = missing;
    await expect(findImages("debian:12", { ...CONTEXT, pull: "never" })).rejects.toBe(missing);
    expect(asked.calls).toEqual(["docker debian:12 never"]);
  });

  it("is not looked for elsewhere where the engine may have it and does not show it", async () => {
    asked.engine = new LumogateError("engine.permission", "You may not use the engine.");
    await expect(findImages("debian:12", CONTEXT)).rejects.toBe(asked.engine);
    expect(asked.calls).toEqual(["docker debian:12 never"]);
  });

  it("that is nowhere is refused with all that was tried", async () => {
    asked.engine = absent;
    asked.registry = unknown;
    await expect(findImages("debian:12", CONTEXT)).rejects.toMatchObject({
      code: "target.not-found",
      message:
        "No image debian:12 was found. In this folder there is no such file. There is no engine. The registry has no such image.",
      hint: expect.stringMatching(/^Push it\. .*DOCKER_HOST/),
    });
  });
});
