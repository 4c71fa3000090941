import { describe, expect, it } from "vitest";
import { docker } from "../../src/sources/docker.ts";
import type { OpenImage } from "../../src/model/image.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import { fakeEngine, type FakeEngine, IMAGE_ID, json, refuse } from "../support/fake-engine.ts";
import { sourceContext } from "../support/source-context.ts";

/** Opens the one image of that name. */
async function open(name: string, context: SourceContext): Promise<OpenImage> {
  const [found, ...others] = await docker.find(name, context);
  if (found === undefined || others.length > 0) throw new Error("It is not one image.");
  return found.open();
}

function removals({ calls }: FakeEngine): number {
  return calls.filter((call) => call.startsWith("DELETE /containers/lumogate-")).length;
}

describe("an image of an engine", () => {
  it("is opened with one container, which is removed when it is closed", async () => {
    const fake = await fakeEngine();
    const image = await open("app", sourceContext({ env: fake.env }));
    expect(image.identity.id).toBe(IMAGE_ID);
    expect(image.layers).toHaveLength(2);
    expect(removals(fake)).toBe(0);
    await image.close();
    await image.close();
    expect(removals(fake)).toBe(1);
    expect(fake.calls.filter((call) => call === "POST /containers/create")).toHaveLength(1);
  });

  it("leaves no container where its history cannot be read", async () => {
    const fake = await fakeEngine({ [`GET /images/${IMAGE_ID}/history`]: refuse(503, "busy") });
    await expect(open("app", sourceContext({ env: fake.env }))).rejects.toMatchObject({
      code: "engine.refused",
    });
    expect(removals(fake)).toBe(1);
  });

  it("leaves no container where the run is cancelled while it is opened", async () => {
    for (const moment of [
      "GET /containers/json",
      `GET /images/${IMAGE_ID}/history`,
      "POST /containers/create",
    ]) {
      const cancel = new AbortController();
      const fake = await fakeEngine({
        [moment]: (answer, asked, query) => {
          cancel.abort("enough");
          json(moment.startsWith("POST") ? { Id: "c1" } : [], 200)(answer, asked, query);
        },
      });
      await expect(open("app", sourceContext({ env: fake.env, signal: cancel.signal })), moment).rejects.toBe(
        "enough",
      );
      expect(removals(fake), moment).toBe(1);
    }
  });

  it("is closed although its container stays, and says so", async () => {
    const fake = await fakeEngine({ "DELETE /containers/NAME": refuse(500, "device busy") });
    const asked = sourceContext({ env: fake.env });
    const image = await open("app", asked);
    await image.close();
    expect(asked.printed).toEqual([expect.stringContaining("device busy")]);
  });

  it("is opened although nothing can be swept, and says so", async () => {
    const fake = await fakeEngine({ "GET /containers/json": refuse(500, "busy") });
    const asked = sourceContext({ env: fake.env });
    const image = await open("app", asked);
    await image.close();
    expect(asked.printed).toEqual([expect.stringContaining("busy")]);
  });
});
