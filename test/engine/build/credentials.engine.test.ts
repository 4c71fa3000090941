import { randomBytes } from "node:crypto";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { buildImage } from "../../../src/engine/build/index.ts";
import { describeEngine } from "../../support/engine.ts";
import { tar } from "../../support/tar.ts";
import { makeFolder } from "./folder.ts";
import { basic, guardedRegistry } from "./guarded-registry.ts";

describeEngine("a build from two private registries", (engine) => {
  it.each([
    ["BuildKit", "1"],
    ["the classic builder", "0"],
  ])("by %s shows each its own credentials, and no others", async (_, DOCKER_BUILDKIT) => {
    const logins = ["anna:first", "bert:second"] as const;
    // New layers, so that they have to be asked for.
    const registries = await Promise.all(
      logins.map((login) => guardedRegistry(login, tar([{ name: "f", content: randomBytes(20) }]))),
    );
    const [first, second] = registries;
    const auths = Object.fromEntries(
      registries.map(({ host }, index) => [
        host,
        { auth: Buffer.from(logins[index] ?? "").toString("base64") },
      ]),
    );
    const other = { auth: Buffer.from("carl:third").toString("base64") };
    const folder = await makeFolder({
      "home/.docker/config.json": JSON.stringify({ auths: { ...auths, "other.example": other } }),
      "app/Dockerfile": `FROM ${first?.reference} AS a\nFROM ${second?.reference}\nCOPY --from=a /f /g\n`,
    });
    const bases = registries.map(({ reference }) => reference);
    onTestFinished(async () => {
      await Promise.all(registries.map((registry) => registry.close()));
      // BuildKit keeps no image of a base.
      await engine.docker(["image", "rm", "--force", ...bases]).catch(() => undefined);
    });
    const env = { ...engine.env, HOME: path.join(folder, "home"), DOCKER_CONFIG: undefined, DOCKER_BUILDKIT };
    const { id } = await buildImage(
      { context: path.join(folder, "app"), buildArgs: [], secrets: [], pull: false },
      { progress: () => undefined, signal: new AbortController().signal, env },
    );
    onTestFinished(async () => void (await engine.docker(["image", "rm", "--force", id])));
    expect(registries.map(({ shown }) => [...shown])).toEqual(logins.map((login) => [basic(login)]));
  });
});
