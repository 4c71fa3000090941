import { buffer } from "node:stream/consumers";
import { describe, expect, it, vi } from "vitest";
import { ContainerPool } from "../../src/engine/container-pool.ts";
import { LIMITS } from "../../src/limits.ts";
import { fakeEngine, type FakeEngine, json, type Route } from "../support/fake-engine.ts";

const IMAGES = Array.from({ length: LIMITS.poolContainers + 2 }, (_, index) => `sha256:${index}`);

/** An engine that remembers which images have a container now. */
async function poolOf(): Promise<{ fake: FakeEngine; pool: ContainerPool; alive: Map<string, string> }> {
  const alive = new Map<string, string>();
  const create: Route = (answer, asked, query) => {
    const work = async (): Promise<void> => {
      const { Image: image } = JSON.parse((await buffer(asked)).toString()) as { Image: string };
      alive.set(query.get("name") ?? "", image);
      json({ Id: "c1" }, 201)(answer, asked, query);
    };
    void work();
  };
  const remove: Route = (answer, { url = "" }) => {
    alive.delete(/lumogate-[0-9a-f-]+/.exec(url)?.[0] ?? "");
    answer.writeHead(204).end();
  };
  const fake = await fakeEngine({ "POST /containers/create": create, "DELETE /containers/NAME": remove });
  return { fake, pool: new ContainerPool(await fake.connect(), "app"), alive };
}

function created({ calls }: FakeEngine): number {
  return calls.filter((call) => call === "POST /containers/create").length;
}

describe("a pool of containers", () => {
  it("creates one for each image that is used, once while it is there, and removes all at the end", async () => {
    const { fake, pool, alive } = await poolOf();
    const [first = "", second = ""] = IMAGES;
    for (const image of [first, second, first, second]) await pool.use(image, () => Promise.resolve());
    expect([...alive.values()].toSorted()).toEqual([first, second]);
    expect(created(fake)).toBe(2);
    await pool.close();
    expect(alive.size).toBe(0);
  });

  it("gives the place of what was not used for the longest time to the next", async () => {
    const { fake, pool, alive } = await poolOf();
    const [first = "", second = ""] = IMAGES;
    for (const image of IMAGES.slice(0, LIMITS.poolContainers))
      await pool.use(image, () => Promise.resolve());
    await pool.use(first, () => Promise.resolve());
    await pool.use(IMAGES.at(-1) ?? "", () => Promise.resolve());
    await vi.waitUntil(() => alive.size === LIMITS.poolContainers);
    expect([...alive.values()]).toContain(first);
    expect([...alive.values()]).not.toContain(second);
    await pool.use(second, () => Promise.resolve());
    expect(created(fake)).toBe(LIMITS.poolContainers + 2);
    await pool.close();
  });

  it("lets those wait for whom there is no place, and takes none from those who read", async () => {
    const { pool, alive } = await poolOf();
    const reading: (() => void)[] = [];
    const done: string[] = [];
    const uses = IMAGES.map(async (image) => {
      await pool.use(image, () => new Promise<void>((resolve) => reading.push(resolve)));
      done.push(image);
    });
    await vi.waitUntil(() => reading.length === LIMITS.poolContainers);
    expect(alive.size).toBe(LIMITS.poolContainers);
    while (done.length < IMAGES.length) {
      reading.shift()?.();
      await vi.waitUntil(() => reading.length > 0 || done.length === IMAGES.length);
    }
    await Promise.all(uses);
    await pool.close();
    expect(alive.size).toBe(0);
  });

  it("creates none any more once it is closed, also for those who wait", async () => {
    const { fake, pool, alive } = await poolOf();
    const stop: (() => void)[] = [];
    const uses = IMAGES.map((image) =>
      pool.use(image, () => new Promise<void>((resolve) => stop.push(resolve))),
    );
    const results = Promise.allSettled(uses);
    await vi.waitUntil(() => stop.length === LIMITS.poolContainers);
    await pool.close();
    for (const each of stop) each();
    expect((await results).filter(({ status }) => status === "rejected")).toHaveLength(2);
    expect(created(fake)).toBe(LIMITS.poolContainers);
    expect(alive.size).toBe(0);
  });
});
