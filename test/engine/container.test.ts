import { describe, expect, it, vi } from "vitest";
import { createBody, createContainer } from "../../src/engine/container.ts";
import { ownerText } from "../../src/engine/owner.ts";
import { thisProcess } from "../../src/engine/process.ts";
import { sweep } from "../../src/engine/sweep.ts";
import { fakeEngine, type FakeEngine, IMAGE_ID, json, refuse, type Route } from "../support/fake-engine.ts";

const CREATE = "POST /containers/create";
const REMOVE = "DELETE /containers/NAME";
const IMAGE = { id: IMAGE_ID, reference: "app", volumes: ["/data", "__proto__"] };

function removals({ calls }: FakeEngine): string[] {
  return calls.filter((call) => call.startsWith("DELETE"));
}

describe("a container to be read", () => {
  it("is of the image's ID, starts nothing, has no network, no log and no volume", () => {
    expect(JSON.parse(JSON.stringify(createBody(IMAGE_ID, ["/data", "__proto__"])))).toMatchObject({
      Image: IMAGE_ID,
      Entrypoint: ["/lumogate-never-started"],
      Labels: {
        "dev.lumogate": expect.any(String) as string,
        "dev.lumogate.owner": ownerText(thisProcess()),
      },
      HostConfig: { NetworkMode: "none", LogConfig: { Type: "none" } },
    });
    expect(JSON.stringify(createBody(IMAGE_ID, ["/data", "/__proto__"]))).toContain(
      '"Tmpfs":{"/data":"","/__proto__":""}',
    );
  });

  it("is created once under a name of its own, and removed by it, with its volumes", async () => {
    const queries: string[] = [];
    const record =
      (route: Route): Route =>
      (answer, asked, query) => {
        queries.push(query.toString());
        route(answer, asked, query);
      };
    const fake = await fakeEngine({
      [CREATE]: record(json({ Id: "c1" }, 201)),
      [REMOVE]: record((answer) => answer.writeHead(204).end()),
    });
    const container = createContainer(await fake.connect(), IMAGE, {
      os: "linux",
      architecture: "arm64",
      variant: "v8",
    });
    expect(await container.created).toBe("c1");
    await Promise.all([container.remove(), container.remove()]);
    await container.remove();
    const name = /^name=(lumogate-[0-9a-f-]{36})&platform=linux%2Farm64%2Fv8$/.exec(queries[0] ?? "")?.[1];
    expect(removals(fake)).toEqual([`DELETE /containers/${name ?? "?"}`]);
    expect(queries[1]).toBe("force=true&v=true");
  });

  it("is removed after its creation, also where the run is cancelled and the removal asked for before", async () => {
    const cancel = new AbortController();
    let answerCreation: (() => void) | undefined;
    const fake = await fakeEngine({
      [CREATE]: (...call) => {
        answerCreation = () => json({ Id: "c1" }, 201)(...call);
        cancel.abort("enough");
      },
    });
    const engine = await fake.connect(cancel.signal);
    const removal = createContainer(engine, IMAGE).remove();
    await vi.waitUntil(() => answerCreation);
    await engine.steady.listContainers();
    expect(removals(fake)).toEqual([]);
    answerCreation?.();
    await removal;
    expect(removals(fake)).toHaveLength(1);
  });

  it("is removed where the engine created it and the answer was lost", async () => {
    const fake = await fakeEngine({ [CREATE]: (answer) => void answer.destroy() });
    const container = createContainer(await fake.connect(), IMAGE);
    await expect(container.created).rejects.toMatchObject({ code: "engine.unreachable" });
    await container.remove();
    expect(removals(fake)).toHaveLength(1);
  });

  it.each([[404], [409]])("that somebody else removes (%d) is removed", async (status) => {
    const fake = await fakeEngine({ [REMOVE]: refuse(status, "gone") });
    await expect(createContainer(await fake.connect(), IMAGE).remove()).resolves.toBeUndefined();
  });

  it("that cannot be removed is an error", async () => {
    const fake = await fakeEngine({ [REMOVE]: refuse(500, "device busy") });
    await expect(createContainer(await fake.connect(), IMAGE).remove()).rejects.toMatchObject({
      code: "engine.refused",
    });
  });

  it.each(["", "data", "./data"])(
    "of an image with the VOLUME %j that no engine takes names it",
    async (volume) => {
      const fake = await fakeEngine({ [CREATE]: refuse(400, "invalid mount config") });
      const image = { ...IMAGE, volumes: ["/fine", volume] };
      await expect(createContainer(await fake.connect(), image).created).rejects.toMatchObject({
        code: "engine.refused",
        message: expect.stringContaining("invalid mount config") as string,
        hint: expect.stringContaining(`VOLUME ${JSON.stringify(volume)}`) as string,
      });
    },
  );

  it.each([
    ["the image is gone", refuse(404, "No such image"), "image.gone"],
    ["the engine cannot", refuse(500, "no space left on device"), "engine.refused"],
    ["the answer has no ID", json({}, 201), "engine.answer"],
  ])("is not created where %s", async (_why, route, code) => {
    const fake = await fakeEngine({ [CREATE]: route });
    await expect(createContainer(await fake.connect(), IMAGE).created).rejects.toMatchObject({ code });
  });
});

const DEAD = { ...thisProcess(), started: "1" };

function listed(id: string, owner: object, created = Date.now() / 1000): object {
  const labels = { "dev.lumogate": "0.1.0", "dev.lumogate.owner": JSON.stringify(owner) };
  return { Id: id, Created: created, Labels: labels };
}

describe("the sweep", () => {
  it("removes what the dead have left, and nothing else", async () => {
    let filters: string | null = null;
    const containers = [
      listed("mine", thisProcess()),
      listed("dead", DEAD),
      listed("far", { ...DEAD, machine: "elsewhere" }),
      listed("old", { ...DEAD, machine: "elsewhere" }, 1_000_000_000),
    ];
    const fake = await fakeEngine({
      "GET /containers/json": (answer, asked, query) => {
        filters = query.get("filters");
        json(containers)(answer, asked, query);
      },
      // Another run was faster.
      "DELETE /containers/dead": refuse(404, "No such container"),
    });
    await sweep(await fake.connect());
    expect(removals(fake)).toEqual(["DELETE /containers/dead", "DELETE /containers/old"]);
    expect(filters).toBe('{"label":["dev.lumogate"]}');
  });

  it("removes images of single layers with the containers of the dead: theirs first, the whole image's last", async () => {
    const prefix = { "dev.lumogate.prefix": "key" };
    const labels = { "dev.lumogate": "0.1.0", ...prefix };
    const image = (id: string, owner: object, part: object = {}): object => ({
      Id: id,
      Created: Date.now() / 1000,
      Labels: { ...labels, "dev.lumogate.owner": JSON.stringify(owner) },
      RepoTags: ["<none>:<none>"],
      ...part,
    });
    const whole = listed("whole", DEAD);
    const ofPrefix = {
      Id: "prefix",
      Created: 0,
      Labels: { ...labels, "dev.lumogate.owner": JSON.stringify(DEAD) },
    };
    let filters: string | null = null;
    const fake = await fakeEngine({
      "GET /containers/json": json([whole, ofPrefix]),
      "GET /images/json": (answer, asked, query) => {
        filters = query.get("filters");
        const images = [
          image("busy", DEAD),
          image("left", DEAD),
          image("living", thisProcess()),
          image("named", DEAD, { RepoTags: ["mine:1"] }),
          image("unowned", DEAD, { Labels: labels }),
        ];
        json(images)(answer, asked, query);
      },
      "DELETE /images/busy": refuse(409, "being used by a container that another sweep is removing"),
    });
    await sweep(await fake.connect());
    expect(removals(fake)).toEqual([
      "DELETE /containers/prefix",
      "DELETE /images/busy",
      "DELETE /images/left",
      "DELETE /containers/whole",
    ]);
    expect(filters).toBe('{"label":["dev.lumogate.prefix"],"dangling":["true"]}');
  });

  it("asks for no images where no container is left over", async () => {
    const fake = await fakeEngine({ "GET /containers/json": json([listed("mine", thisProcess())]) });
    await sweep(await fake.connect());
    expect(fake.calls).not.toContain("GET /images/json");
  });

  it("ends with the run", async () => {
    const cancel = new AbortController();
    const fake = await fakeEngine({
      "GET /containers/json": json([listed("a", DEAD), listed("b", DEAD)]),
      "DELETE /containers/a": (answer) => {
        cancel.abort("enough");
        answer.writeHead(204).end();
      },
    });
    await sweep(await fake.connect(cancel.signal));
    expect(removals(fake)).toEqual(["DELETE /containers/a"]);
  });
});
