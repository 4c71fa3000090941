import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, it } from "vitest";
import type { FileAnswer, ImageFiles, OpenImage } from "../../src/model/image.ts";
import { openDockerArchiveStream } from "../../src/sources/docker-archive.ts";
import { docker } from "../../src/sources/docker.ts";
import { describeEngine, type TestEngine } from "../support/engine.ts";
import { engineProxy, type Moment } from "../support/engine-proxy.ts";
import { dockerArchive } from "../support/image.ts";
import { sourceContext } from "../support/source-context.ts";
import { directory, file, hardlink, inChunks, symlink, type TarMember } from "../support/tar.ts";

/** Everything that a layer can do to those below it. */
const LAYERS: readonly (readonly TarMember[])[] = [
  [
    directory("conf"),
    file("state", "0"),
    file("conf/kept", "kept"),
    file("conf/removed", "removed"),
    file("conf/again", "first"),
    directory("opaque"),
    file("opaque/below", "below"),
    directory("becomes-file"),
    file("becomes-file/inner", "inner"),
    file("becomes-link", "a file"),
    directory("real"),
    file("real/file", "real"),
    symlink("linked", "real"),
    hardlink("conf/hard", "conf/kept"),
  ],
  [
    file("state", "1"),
    file("conf/.wh.removed"),
    file("conf/.wh.again"),
    file("opaque/.wh..wh..opq"),
    file("opaque/above", "above"),
  ],
  [
    file("state", "2"),
    file("conf/again", "second"),
    file(".wh.becomes-file"),
    symlink("becomes-link", "conf/kept"),
    symlink("conf/lost", "nowhere"),
  ],
  [
    file("state", "3"),
    file("becomes-file", "a file now"),
    file("real/file", "real, changed"),
    file(".wh.linked"),
  ],
];

const HISTORY = LAYERS.map((_, index) => ({
  created_by: `RUN step ${index}`,
  created: `2026-01-02T03:04:0${index}.5Z`,
}));

const FILES = [
  "/state",
  "/conf/kept",
  "/conf/removed",
  "/conf/again",
  "/conf/hard",
  "/conf/lost",
  "/opaque/below",
  "/opaque/above",
  "/becomes-file",
  "/becomes-file/inner",
  "/becomes-link",
  "/real/file",
  "/linked/file",
  "/linked",
  "/none",
];

async function look(files: ImageFiles): Promise<object> {
  const answers: [string, unknown][] = [];
  for (const name of FILES) answers.push([name, shown(await files.readFile(name))]);
  const conf = await files.readDirectory("/conf");
  if (conf.kind === "directory")
    answers.push(["/conf", conf.files.map((each) => [each.path, String(each.bytes)])]);
  return Object.fromEntries(answers);
}

function shown(answer: FileAnswer): unknown {
  return answer.kind === "file" ? [answer.path, Buffer.from(answer.bytes).toString()] : answer.kind;
}

async function statesOf({ history }: OpenImage): Promise<object[]> {
  const looked: object[] = [];
  for (const { layer, files } of (await history?.states()) ?? [])
    looked.push({ layer, ...(await look(files)) });
  return looked;
}

describeEngine("the states of an image of a real engine", (engine) => {
  const tag = engine.tag("states");
  const archive = dockerArchive({
    layers: LAYERS,
    manifest: { RepoTags: [tag] },
    image: { history: HISTORY },
  });
  let expected: OpenImage;

  beforeAll(async () => {
    await engine.docker(["load"], archive);
    const stream = { what: "the archive", open: () => inChunks(archive) };
    expected = await openDockerArchiveStream(stream, sourceContext(), () => Promise.resolve());
  });

  async function withImage<T>(use: (image: OpenImage) => Promise<T>): Promise<T> {
    const [found] = await docker.find(tag, sourceContext({ env: engine.env }));
    if (found === undefined) throw new Error("There is none.");
    const image = await found.open();
    try {
      return await use(image);
    } finally {
      await image.close();
    }
  }

  it("are those that its layers make, file by file, and nothing stays of how they are shown", async () => {
    const before = await ours(engine, tag);
    expect(await withImage(statesOf)).toEqual(await statesOf(expected));
    expect(await ours(engine, tag)).toEqual(before);
  });

  it("are the same of the layers themselves, which tell the changes too", async () => {
    const [changes, states] = await withImage(async (image) => [
      await image.history?.changes(),
      await statesOf(image),
    ]);
    expect(changes).toEqual(await expected.history?.changes());
    expect(states).toEqual(await statesOf(expected));
  });

  it("stand beside the same steps, sizes and gaps as those of the archive", async () => {
    await withImage((image) => {
      expect([image.layers, image.gaps]).toEqual([expected.layers, expected.gaps]);
      expect(image.identity.layers?.map(({ diffId }) => diffId)).toEqual(
        expected.identity.layers?.map(({ diffId }) => diffId),
      );
      return Promise.resolve();
    });
  });

  it("can be asked for by several at once", async () => {
    await withImage(async (image) => {
      const all = await Promise.all([statesOf(image), statesOf(image), statesOf(image)]);
      expect(all[1]).toEqual(all[0]);
      expect(all[2]).toEqual(all[0]);
    });
  });

  /** Each call that makes or removes something, before and after the engine has done it. */
  async function moments(): Promise<Moment[]> {
    const seen = new Map<string, Moment>();
    await run((moment) => void seen.set(`${moment.request} ${moment.when}`, moment));
    return [...seen.values()].filter(({ request }) => /^(?:POST|DELETE) |^GET \/images\/json/.test(request));
  }

  /** @param at told of every moment, and how to end the run in it @returns what it said */
  async function run(at: (moment: Moment, kill: (signal: NodeJS.Signals) => void) => void): Promise<string> {
    const proxy = await engineProxy(engine.host, (moment) => at(moment, (signal) => child.kill(signal)));
    const child = spawn(path.resolve("node_modules/.bin/node"), ["test/support/open-states.ts", tag], {
      env: { ...engine.env, DOCKER_HOST: proxy.host },
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
      return output;
    } finally {
      await proxy.close();
    }
  }

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "leave nothing after the next run, whenever %s comes",
    { timeout: 300_000 },
    async (signal) => {
      const before = await ours(engine, tag);
      for (const { request, when } of await moments()) {
        await run((moment, kill) => {
          if (moment.request === request && moment.when === when) kill(signal);
        });
        if (signal === "SIGTERM") expect(await ours(engine, tag), `${request}, ${when}`).toEqual(before);
      }
      expect(await run(() => undefined)).toBe("4 states\n");
      expect(await ours(engine, tag), "after the next run").toEqual(before);
    },
  );
});

/** What there is on the engine that a run may leave: its containers, images of its layers, and the image itself. */
async function ours(engine: TestEngine, tag: string): Promise<object> {
  const layers = JSON.parse(
    await engine.docker(["image", "inspect", "-f", "{{json .RootFS.Layers}}", tag]),
  ) as string[];
  const prefixes = await engine.docker([
    "image",
    "ls",
    "-q",
    "--no-trunc",
    "--filter",
    "label=dev.lumogate.prefix",
  ]);
  const ids = prefixes.split("\n").filter((id) => id !== "");
  const lists = await Promise.all(
    ids.map((id) =>
      engine.docker(["image", "inspect", "-f", "{{json .RootFS.Layers}}", id]).catch(() => "[]"),
    ),
  );
  const mine = lists.filter((list) => (JSON.parse(list) as string[])[0] === layers[0]);
  const containers = await Promise.all(
    [tag, ...ids].map((image) => engine.containers(image).catch(() => [])),
  );
  return {
    layers,
    prefixes: mine.length,
    containers: containers.flat().length,
    volumes: await engine.volumes(),
  };
}
