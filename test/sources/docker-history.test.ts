import type { IncomingMessage } from "node:http";
import { describe, expect, it, vi } from "vitest";
import type { OpenImage } from "../../src/model/image.ts";
import { docker } from "../../src/sources/docker.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import { type FakeEngine, json, lines, refuse, type Route } from "../support/fake-engine.ts";
import { dockerArchiveMembers } from "../support/image.ts";
import {
  answering,
  configsIn,
  ID,
  inspection,
  layeredEngine,
  LAYERS,
  listed,
  loads,
  SAVED,
  sha256,
} from "../support/layered-engine.ts";
import { sourceContext } from "../support/source-context.ts";
import { file, tar } from "../support/tar.ts";

async function open(fake: FakeEngine, part: Partial<SourceContext> = {}): Promise<OpenImage> {
  const [found] = await docker.find("app", sourceContext({ env: fake.env, ...part }));
  if (found === undefined) throw new Error("There is none.");
  return found.open();
}

function historyOf({ history }: OpenImage): NonNullable<OpenImage["history"]> {
  if (history === undefined) throw new Error("It has no history.");
  return history;
}

/** What /state says in each state. */
async function statesOf(image: OpenImage): Promise<string[]> {
  const states = await historyOf(image).states();
  const answers = await Promise.all(states.map(({ files }) => files.readFile("/state")));
  return answers.map((answer) =>
    answer.kind === "file" ? Buffer.from(answer.bytes).toString() : answer.kind,
  );
}

describe("the history of an engine's image", () => {
  it("costs nothing where nobody asks", async () => {
    const fake = await layeredEngine();
    const image = await open(fake);
    await image.close();
    const asked = new Set(fake.calls.map((call) => call.replace(/lumogate-\S+/, "NAME")));
    expect([...asked].toSorted()).toEqual([
      "DELETE /containers/NAME",
      "GET /_ping",
      "GET /containers/json",
      "GET /images/app/json",
      `GET /images/${ID}/history`,
      "POST /containers/create",
    ]);
  });

  it("of one layer is the image itself, and costs nothing either", async () => {
    const [layer = []] = LAYERS;
    const one = inspection([layer]) as { readonly Id: string };
    const fake = await layeredEngine({
      "GET /images/app/json": json(one),
      [`GET /images/${one.Id}/history`]: json([{ Created: 1, CreatedBy: "COPY", Size: 5, Comment: "" }]),
    });
    const image = await open(fake);
    expect(await historyOf(image).states()).toEqual([{ layer: 0, files: image.files }]);
    await image.close();
    expect(fake.calls.filter((call) => /load|grpc|get$/.test(call))).toEqual([]);
  });

  it("is seen through images of its lowest layers, of which nothing stays", async () => {
    let configs: string[] = [];
    const removed: string[] = [];
    const fake = await layeredEngine({
      "POST /images/load": answering(async (asked) => {
        configs = await configsIn(asked);
        return loads(configs);
      }),
      "GET /images/json": (answer, asked, query) => json(listed(configs))(answer, asked, query),
    });
    fake.server.on("request", ({ method, url = "" }) => {
      if (method === "DELETE") removed.push(url.replace(/^\/v[\d.]+/, ""));
    });
    const image = await open(fake);
    const ids = await statesOf(image);
    const expected = configs.map((config) => `sha256:${sha256(config)}`);
    expect(ids).toEqual([...expected, ID]);
    expect(configs.map((config) => (JSON.parse(config) as { rootfs: object }).rootfs)).toEqual(
      [1, 2].map((count) => ({
        type: "layers",
        diff_ids: LAYERS.slice(0, count).map((members) => `sha256:${sha256(tar(members))}`),
      })),
    );
    await image.close();
    const [whole, ...ofPrefixes] = fake.created;
    const before = removed.slice(0, 4);
    expect(before.slice(0, 2).toSorted()).toEqual(
      ofPrefixes.map(({ name }) => `/containers/${name}?force=true&v=true`).toSorted(),
    );
    expect(before.slice(2).toSorted()).toEqual(expected.map((id) => `/images/${id}?noprune=true`).toSorted());
    expect(removed.slice(4)).toEqual([`/containers/${whole?.name}?force=true&v=true`]);
  });

  it.each<[string, Route]>([
    ["refuses them", refuse(500, "layer not found")],
    ["says so only while it loads", lines({ errorDetail: { message: "layer not found" } })],
    ["loads others than was said", lines({ stream: `Loaded image ID: ${ID}\n` })],
    ["breaks off", (answer) => void answer.writeHead(200).write('{"stream":"Loa', () => answer.destroy())],
    ["goes away", (answer) => void answer.destroy()],
  ])("is read of the saved image where the engine makes no such images: %s", async (_how, route) => {
    const fake = await layeredEngine({ "POST /images/load": route });
    const image = await open(fake);
    expect(await statesOf(image)).toEqual(["one", "two", ID]);
    await image.close();
    expect(fake.calls.filter((call) => call === "GET /images/json")).toHaveLength(1);
  });

  it("is read once where states and changes are asked for", async () => {
    const fake = await layeredEngine({ "POST /images/load": refuse(500, "no") });
    const image = await open(fake);
    const { states, changes } = {
      states: await historyOf(image).states(),
      changes: await historyOf(image).changes(),
    };
    await statesOf(image);
    expect([states.length, changes.length]).toEqual([3, 3]);
    expect(changes.map(({ added, changed }) => [added, changed])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    expect(fake.calls.filter((call) => call.endsWith("/get"))).toHaveLength(1);
    await image.close();
  });
});

describe("a saved image", () => {
  const other = dockerArchiveMembers({ layers: [[file("state", "another")]] });

  it.each<[string, Route, string]>([
    ["is another one", (answer) => answer.end(tar(other)), "engine.answer"],
    ["was removed meanwhile", refuse(404, "No such image"), "image.gone"],
    ["cannot be saved", refuse(500, "no space left on device"), "engine.refused"],
    ["ends in the middle", (answer) => answer.end(tar(SAVED).subarray(0, 3000)), "tar.truncated"],
    [
      "breaks off",
      (answer) => void answer.writeHead(200).write(tar(SAVED).subarray(0, 3000), () => answer.destroy()),
      "engine.answer",
    ],
    [
      "ends with an error in place of its last part",
      (answer) =>
        answer.end(
          Buffer.concat([tar(SAVED.slice(0, 2)).subarray(0, -1024), Buffer.from('{"error":"broken"}')]),
        ),
      "tar.truncated",
    ],
  ])("that %s is an error, and the container goes", async (_what, route, code) => {
    const fake = await layeredEngine({ [`GET /images/${ID}/get`]: route });
    const image = await open(fake);
    await expect(historyOf(image).changes()).rejects.toMatchObject({ code });
    await image.close();
    expect(fake.calls.filter((call) => call.startsWith("DELETE /containers/"))).toHaveLength(1);
  });
});

describe("a run that is cancelled", () => {
  it.each(["POST /images/load", "POST /containers/create", `GET /images/${ID}/get`])(
    "at %s leaves no container and no image",
    async (moment) => {
      const cancel = new AbortController();
      let isHistory = false;
      let configs: string[] = [];
      const fake = await layeredEngine({
        "GET /images/json": (...call) => json(listed(configs))(...call),
        "POST /images/load": answering(async (asked) => {
          configs = await configsIn(asked);
          return loads(configs);
        }),
      });
      fake.server.prependListener("request", ({ method = "", url = "" }: IncomingMessage) => {
        if (isHistory && `${method} ${url}`.replace(/\/v[\d.]+|\?.*/g, "") === moment) cancel.abort("enough");
      });
      const image = await open(fake, { signal: cancel.signal });
      isHistory = true;
      const work = moment.endsWith("/get") ? historyOf(image).changes() : statesOf(image);
      await expect(work).rejects.toBe("enough");
      await image.close();
      const gone = (what: string): string[] =>
        fake.calls.filter((call) => call.startsWith(`DELETE /${what}/`));
      expect(gone("containers").toSorted()).toEqual(
        fake.created.map(({ name }) => `DELETE /containers/${name}`).toSorted(),
      );
      expect(gone("images")).toHaveLength(configs.length);
    },
  );
});

it("what cannot be removed is told, and the container stays with it for the next run's sweep", async () => {
  const fake = await layeredEngine({ "GET /images/json": refuse(500, "busy") });
  const progress = vi.fn<(line: string) => void>();
  const image = await open(fake, { progress });
  await historyOf(image).states();
  await image.close();
  expect(progress.mock.calls.flat()).toEqual([expect.stringContaining("busy")]);
  expect(fake.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
});
