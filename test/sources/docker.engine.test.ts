import http from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ownerText } from "../../src/engine/owner.ts";
import { thisProcess } from "../../src/engine/process.ts";
import type { OpenImage } from "../../src/model/image.ts";
import { docker } from "../../src/sources/docker.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import { describeEngine, type TestEngine } from "../support/engine.ts";
import { tarOf } from "../support/fake-archive.ts";
import { dockerArchive } from "../support/image.ts";
import { testRegistry } from "../support/registry.ts";
import { sourceContext } from "../support/source-context.ts";
import { file } from "../support/tar.ts";

async function open(engine: TestEngine, name: string, part: Partial<SourceContext> = {}): Promise<OpenImage> {
  const [found, ...others] = await docker.find(name, sourceContext({ env: engine.env, ...part }));
  if (found === undefined || others.length > 0) throw new Error("It is not one image.");
  return found.open();
}

function isPodman({ version }: TestEngine): boolean {
  // Docker had no version 3 to 16.
  return /^[3-9]\./.test(version);
}

/** Opens an image, uses it, and closes it whatever happens. */
async function withImage<T>(
  engine: TestEngine,
  name: string,
  use: (image: OpenImage) => Promise<T>,
): Promise<T> {
  const image = await open(engine, name);
  try {
    return await use(image);
  } finally {
    await image.close();
  }
}

/** Links of every kind, hard ones too, a pipe, and a file where a directory is looked for. */
function webOfLinks(): Promise<Buffer> {
  return tarOf(
    { name: "etc/", type: "directory" },
    { name: "usr/lib/os-release", content: "ID=test\n" },
    { name: "etc/os-release", type: "symlink", linkname: "../usr/lib/os-release" },
    { name: "etc/loop-a", type: "symlink", linkname: "/etc/loop-b" },
    { name: "etc/loop-b", type: "symlink", linkname: "loop-a" },
    { name: "etc/lost", type: "symlink", linkname: "nowhere" },
    { name: "etc/escape", type: "symlink", linkname: "../../../../../../usr/lib/os-release" },
    { name: "real/deep/file", content: "deep" },
    { name: "way", type: "symlink", linkname: "/real" },
    { name: "d/", type: "directory" },
    { name: "d/plain", content: "plain" },
    { name: "d/hard", type: "link", linkname: "d/plain" },
    { name: "d/soft", type: "symlink", linkname: "/way/deep/file" },
    { name: "d/into", type: "symlink", linkname: "/real/deep" },
    { name: "d/lost", type: "symlink", linkname: "/nowhere" },
    { name: "d/sub/", type: "directory" },
    { name: "d/sub/file", content: "not asked for" },
    { name: "d/pipe", type: "fifo" },
    { name: "file", content: "x" },
  );
}

describeEngine("an image of a real engine", (engine) => {
  const links = engine.tag("links");
  // podman does not find containers by the name of their image; nobody else works on a podman of ours.
  const containers = (): Promise<string[]> => engine.containers(isPodman(engine) ? undefined : links);

  beforeAll(async () => {
    await engine.docker(["import", "-", links], await webOfLinks());
  });

  it("leaves no container and no volume behind", async () => {
    const volumes = await engine.volumes();
    await withImage(engine, links, async (image) => {
      expect(await containers()).toHaveLength(1);
      expect(await image.files.stat("/file")).toBe("file");
    });
    expect(await containers()).toEqual([]);
    expect(await engine.volumes()).toEqual(volumes);
  });

  it.each([
    ["/file", "/file", "x"],
    ["/etc/os-release", "/usr/lib/os-release", "ID=test\n"],
    ["/etc/escape", "/usr/lib/os-release", "ID=test\n"],
    ["/d/hard", "/d/hard", "plain"],
    ["/d/soft", "/real/deep/file", "deep"],
  ])("gives the file %s, which is %s", async (name, path, content) => {
    const answer = await withImage(engine, links, ({ files }) => files.readFile(name));
    expect(answer).toEqual({ kind: "file", path, bytes: Buffer.from(content) });
  });

  it("gives a file behind a linked directory", async () => {
    const answer = await withImage(engine, links, ({ files }) => files.readFile("/way/deep/file"));
    expect(answer).toEqual({ kind: "file", path: "/real/deep/file", bytes: Buffer.from("deep") });
  });

  it.each([["/etc/loop-a"], ["/etc/lost"], ["/d/pipe"], ["/d"]])(
    "cannot give %s, and says why",
    async (name) => {
      const answer = await withImage(engine, links, ({ files }) => files.readFile(name));
      expect(answer).toMatchObject({
        kind: "unreadable",
        path: name,
        reason: expect.stringMatching(/^(?:\/|It ).*\.$/) as string,
      });
    },
  );

  it.each([["/nope"], ["/etc/nope/deeper"], ["/file/below"]])("has no %s", async (name) => {
    expect(await withImage(engine, links, ({ files }) => files.readFile(name))).toEqual({ kind: "absent" });
  });

  it("gives a directory's files, and says what in it cannot be read", async () => {
    const answer = await withImage(engine, links, ({ files }) => files.readDirectory("/d"));
    if (answer.kind !== "directory") throw new Error(`It is ${answer.kind}.`);
    expect(answer.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([
      ["/d/hard", "plain"],
      ["/d/plain", "plain"],
      ["/real/deep/file", "deep"],
    ]);
    expect(answer.unreadable.map(({ path }) => path)).toEqual(["/d/lost", "/d/pipe"]);
  });

  it("gives the files under a VOLUME, and makes no volume for it", async () => {
    const tag = engine.tag("volume");
    const changes = ["VOLUME /d", "VOLUME /file", 'LABEL __proto__="a b"', "ENV TOKEN=secret"];
    await engine.docker(
      ["import", ...changes.flatMap((each) => ["--change", each]), "-", tag],
      await webOfLinks(),
    );
    const volumes = await engine.volumes();
    await withImage(engine, tag, async (image) => {
      expect(image.config.volumes).toEqual(["/d", "/file"]);
      expect(Object.entries(image.config.labels)).toEqual([["__proto__", "a b"]]);
      expect(image.config.env.filter((name) => name !== "PATH")).toEqual(["TOKEN"]);
      expect(await image.files.readFile("/d/plain")).toMatchObject({ bytes: Buffer.from("plain") });
      expect(await image.files.readFile("/file")).toMatchObject({ bytes: Buffer.from("x") });
      expect(await engine.volumes()).toEqual(volumes);
    });
    expect(await engine.volumes()).toEqual(volumes);
  });

  it("gives the files under a VOLUME that is no absolute path, and leaves no volume of it", async () => {
    const tag = engine.tag("relative-volume");
    const config = { config: { Volumes: { d: {} } } };
    const members = [file("d/plain", "plain")];
    await engine.docker(
      ["load"],
      dockerArchive({ layers: [members], image: config, manifest: { RepoTags: [tag] } }),
    );
    const volumes = await engine.volumes();
    await withImage(engine, tag, async ({ files }) => {
      expect(await files.readFile("/d/plain")).toMatchObject({ bytes: Buffer.from("plain") });
    });
    expect(await engine.volumes()).toEqual(volumes);
  });

  it("has its one layer, which its history joins", async () => {
    const { layers, gaps } = await withImage(engine, links, (image) => Promise.resolve(image));
    expect(layers).toMatchObject([
      { index: 0, diffId: expect.stringMatching(/^sha256:/) as string, empty: false },
    ]);
    expect(gaps).toEqual([]);
  });

  it("is the same by its ID", async () => {
    const { identity } = await withImage(engine, links, (image) => Promise.resolve(image));
    const id = identity.id ?? "";
    const again = await withImage(engine, id, (image) => Promise.resolve(image));
    expect(again.identity).toEqual({ ...identity, reference: id });
  });

  it("that is not there is an error", async () => {
    await expect(open(engine, "lumogate-test/none:1")).rejects.toMatchObject({ code: "image.not-found" });
  });

  it("for another platform is an error", async () => {
    const platform = { os: "linux", architecture: "riscv64" };
    await expect(open(engine, links, { platform })).rejects.toMatchObject({ code: "image.not-found" });
    expect(await containers()).toEqual([]);
  });

  it("whose container somebody removes is an error, not an empty image", async () => {
    await withImage(engine, links, async ({ files }) => {
      await engine.docker(["rm", ...(await containers())]);
      await expect(files.readFile("/nope")).rejects.toMatchObject({ code: "engine.container-gone" });
      await expect(files.readFile("/file")).rejects.toMatchObject({ code: "engine.container-gone" });
    });
  });

  it("leaves nothing where the run is cancelled at any moment", async () => {
    for (const milliseconds of [1, 5, 10, 20, 40, 80]) {
      const signal = AbortSignal.timeout(milliseconds);
      const opened = await open(engine, links, { signal }).catch((error: unknown) => error);
      if (!(opened instanceof Error)) await (opened as OpenImage).close();
      else expect(opened).toMatchObject({ name: "TimeoutError" });
      expect(await containers()).toEqual([]);
    }
  });

  it("is opened beside others of the same run, and none sweeps another's container", async () => {
    const images = await Promise.all(Array.from({ length: 8 }, () => open(engine, links)));
    const answers = await Promise.all(images.map(({ files }) => files.readFile("/file")));
    expect(answers.map(({ kind }) => kind)).toEqual(images.map(() => "file"));
    await Promise.all(images.map((image) => image.close()));
    expect(await containers()).toEqual([]);
  });

  it("sweeps what a killed run has left, and not what a living one uses", async () => {
    const create = async (owner: string): Promise<string> => {
      const labels = ["--label", "dev.lumogate=0", "--label", `dev.lumogate.owner=${owner}`];
      return (await engine.docker(["create", ...labels, links, "/none"])).trim();
    };
    const dead = await create(ownerText({ ...thisProcess(), started: "1" }));
    const living = await create(ownerText(thisProcess()));
    onTestFinished(() => engine.docker(["rm", living]).then(() => undefined));
    await withImage(engine, links, () => Promise.resolve());
    const left = await containers();
    expect(left).toContain(living);
    expect(left).not.toContain(dead);
  });
});

describeEngine("a pull through a real engine", (engine) => {
  // podman trusts no registry without TLS, not even on this machine.
  describe.skipIf(isPodman(engine))("from a registry on this machine", () => {
    it("brings the image, with progress", async () => {
      const registry = await testRegistry(await webOfLinks());
      registry.release();
      onTestFinished(async () => {
        await engine.docker(["image", "rm", registry.reference]);
        await registry.close();
      });
      await expect(open(engine, registry.reference)).rejects.toMatchObject({ code: "image.not-found" });
      const printed: string[] = [];
      const image = await open(engine, registry.reference, {
        pull: "missing",
        progress: (line) => printed.push(line),
      });
      await image.close();
      expect(image.identity.repoTags).toEqual([registry.reference]);
      expect(printed.join("\n")).toMatch(/: (?:Pull|Download) complete/);
    });

    it.each([
      [401, "UNAUTHORIZED", "authentication required", "pull.denied"],
      [404, "MANIFEST_UNKNOWN", "manifest unknown", "pull.not-found"],
      [500, "UNKNOWN", "out of order", "pull.failed"],
    ])("that answers %d with %s is an error", async (status, code, message, expected) => {
      const server = http.createServer((asked, answer) => {
        const errors = [{ code, message, detail: {} }];
        const isRoot = asked.url === "/v2/";
        answer.writeHead(isRoot && status !== 401 ? 200 : status, { "content-type": "application/json" });
        answer.end(isRoot && status !== 401 ? "{}" : JSON.stringify({ errors }));
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => void server.close());
      const name = `127.0.0.1:${(server.address() as AddressInfo).port}/lumogate-test/refused:1`;
      await expect(open(engine, name, { pull: "missing" })).rejects.toMatchObject({ code: expected });
    });
  });

  it("from a registry that is not there is an error", async () => {
    await expect(open(engine, "127.0.0.1:1/app:1", { pull: "always" })).rejects.toMatchObject({
      code: "pull.failed",
    });
  });
});
