import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { OpenImage } from "../../src/model/image.ts";
import { container } from "../../src/sources/container.ts";
import { describeEngine } from "../support/engine.ts";
import { tarOf } from "../support/fake-archive.ts";
import { sourceContext } from "../support/source-context.ts";

async function read({ files }: OpenImage, path: string): Promise<string> {
  const answer = await files.readFile(path);
  return answer.kind === "file" ? Buffer.from(answer.bytes).toString() : answer.kind;
}

describeEngine("a container of a real engine", (engine) => {
  const tag = engine.tag("container");

  beforeAll(async () => {
    const image = await tarOf(
      { name: "etc/", type: "directory" },
      { name: "etc/kept", content: "of the image" },
      { name: "etc/changed", content: "of the image" },
      { name: "data/hidden", content: "of the image" },
    );
    await engine.docker(["import", "--change", "LABEL of=image", "-", tag], image);
  });

  /** Created, changed and never started; gone when the test is over. @returns its name */
  async function make(...options: readonly string[]): Promise<string> {
    const id = (await engine.docker(["create", "--network", "none", ...options, tag, "/none"])).trim();
    onTestFinished(() => engine.docker(["rm", "--force", "--volumes", id]).then(() => undefined));
    await engine.docker(["cp", "-", `${id}:/etc`], await tarOf({ name: "changed", content: "changed" }));
    return (await engine.docker(["inspect", "-f", "{{.Name}}", id])).trim().replace(/^\//, "");
  }

  async function open(name: string): Promise<OpenImage> {
    const [found] = await container.find(name, sourceContext({ env: engine.env }));
    if (found === undefined) throw new Error("There is none.");
    return found.open();
  }

  it("has its own changes, its own config, and its image's layers; and it stays as it is", async () => {
    const name = await make("--label", "own=yes", "--env", "TOKEN=secret");
    const state = ["inspect", "-f", "{{json .State}} {{json .Config}}", name];
    const before = await engine.docker(state);
    const image = await open(name);
    expect(await read(image, "/etc/changed")).toBe("changed");
    expect(await read(image, "/etc/kept")).toBe("of the image");
    expect(await read(image, "/none")).toBe("absent");
    expect(image.config).toMatchObject({ labels: { own: "yes", of: "image" } });
    expect(image.config.env).toContain("TOKEN");
    expect(image.identity).toMatchObject({
      reference: name,
      repoTags: [expect.stringContaining(tag) as string],
    });
    expect(image.layers).toMatchObject([{ empty: false }]);
    expect(image.gaps).toEqual([]);
    await image.close();
    expect(await engine.docker(state)).toBe(before);
  });

  it("is found by its ID, whole or short", async () => {
    const name = await make();
    const id = (await engine.docker(["inspect", "-f", "{{.Id}}", name])).trim();
    for (const one of [id, id.slice(0, 12)])
      expect(await read(await open(one), "/etc/changed")).toBe("changed");
  });

  it("says what a volume and a tmpfs hide, and takes nothing of them for its own", async () => {
    const image = await open(await make("--volume", "/data", "--tmpfs", "/scratch"));
    expect(image.gaps.map(({ code, path }) => [code, path])).toEqual([
      ["container.mount", "/data"],
      ["container.mount", "/scratch"],
    ]);
    expect(await read(image, "/data/hidden")).toBe("unreadable");
    expect(await read(image, "/etc/kept")).toBe("of the image");
  });

  it("that is not there is an error", async () => {
    await expect(open("lumogate-test-none")).rejects.toMatchObject({ code: "container.not-found" });
  });
});
