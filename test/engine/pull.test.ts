import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { provideImage } from "../../src/engine/provide.ts";
import {
  anInspection,
  fakeEngine,
  type FakeEngine,
  IMAGE_ID,
  json,
  lines,
  refuse,
  type Route,
  type Routes,
} from "../support/fake-engine.ts";

type Policy = "always" | "missing" | "never";

async function provide(fake: FakeEngine, name: string, pull: Policy, platform?: string): Promise<string[]> {
  const printed: string[] = [];
  const [os = "", architecture = ""] = platform?.split("/") ?? [];
  const context = { pull, progress: (line: string) => printed.push(line), env: fake.env };
  const image = await provideImage(await fake.connect(), name, {
    ...context,
    ...(platform === undefined ? {} : { platform: { os, architecture } }),
  });
  expect(image.identity.id).toBe(IMAGE_ID);
  return printed;
}

/** An engine that has the image only after a pull. */
function pulling(pull: Route): Routes {
  let pulled = false;
  const inspect: Route = (answer, asked, query) =>
    (pulled ? json(anInspection) : refuse(404, "No such image"))(answer, asked, query);
  return {
    "GET /images/ghcr.io/acme/app:1/json": inspect,
    "POST /images/create": (answer, asked, query) => {
      pulled = true;
      pull(answer, asked, query);
    },
  };
}

const PULL = "POST /images/create";
const NAME = "ghcr.io/acme/app:1";

describe("an image", () => {
  it("that the engine has is not pulled, unless always", async () => {
    const routes = { [PULL]: lines({ status: "Pulling" }) };
    const missing = await fakeEngine(routes);
    await provide(missing, "app", "missing");
    const always = await fakeEngine(routes);
    expect(await provide(always, "app", "always")).toEqual(["Pulling"]);
    expect(missing.calls).not.toContain(PULL);
    expect(always.calls.filter((call) => call === PULL)).toHaveLength(1);
  });

  it("that the engine lacks is pulled, by its full name, tag and platform", async () => {
    let asked: Record<string, string> | undefined;
    const fake = await fakeEngine(
      pulling((answer, request, query) => {
        asked = Object.fromEntries(query);
        lines({ status: "Pulling", id: "a" })(answer, request, query);
      }),
    );
    expect(await provide(fake, NAME, "missing", "linux/amd64")).toEqual(["a: Pulling"]);
    expect(asked).toEqual({ fromImage: "ghcr.io/acme/app", tag: "1", platform: "linux/amd64" });
  });

  it("that the engine has for another platform only is pulled for the one wanted", async () => {
    const fake = await fakeEngine({ [PULL]: lines({ status: "Pulling" }) });
    await expect(provide(fake, "app", "missing", "linux/arm64")).rejects.toMatchObject({
      code: "image.not-found",
      message: expect.stringContaining("app for linux/arm64") as string,
    });
    expect(fake.calls).toContain(PULL);
  });

  it("is never pulled where that was said", async () => {
    const fake = await fakeEngine(pulling(lines()));
    await expect(provide(fake, NAME, "never")).rejects.toMatchObject({
      code: "image.not-found",
      hint: expect.stringContaining("--pull never") as string,
    });
    expect(fake.calls).not.toContain(PULL);
  });

  it("named by its ID is never pulled: it is in no registry", async () => {
    const fake = await fakeEngine();
    await expect(provide(fake, IMAGE_ID, "always")).rejects.toMatchObject({ code: "image.not-found" });
    expect(fake.calls).not.toContain(PULL);
  });

  it("whose name is no name is refused before the engine hears of it", async () => {
    const fake = await fakeEngine();
    await expect(provide(fake, "app?x=y", "missing")).rejects.toMatchObject({ code: "image.reference" });
    expect(fake.calls).toEqual(["GET /_ping"]);
  });
});

describe("a pull", () => {
  it.each([
    [
      "pull.denied",
      'pull access denied for acme/app, repository does not exist or may require "docker login": denied',
    ],
    ["pull.denied", "Get https://ghcr.io/v2/: unauthorized: authentication required"],
    ["pull.denied", "no basic auth credentials"],
    ["pull.denied", "error parsing HTTP 403 response body: Forbidden"],
    ["pull.not-found", "manifest for ghcr.io/acme/app:1 not found: manifest unknown"],
    ["pull.not-found", "no matching manifest for linux/arm64 in the manifest list entries"],
    ["pull.failed", "dial tcp: lookup ghcr.io: no such host"],
    ["pull.failed", "x509: certificate signed by unknown authority"],
    ["pull.failed", "toomanyrequests: You have reached your pull rate limit"],
  ])("is %s by the registry's words, in the stream or by status: %s", async (code, said) => {
    const streamed = await fakeEngine(
      pulling(lines({ status: "x" }, { errorDetail: { message: said }, error: said })),
    );
    const refused = await fakeEngine(pulling(refuse(500, said)));
    for (const fake of [streamed, refused]) {
      await expect(provide(fake, NAME, "missing")).rejects.toMatchObject({
        code,
        message: expect.stringContaining(said) as string,
      });
    }
  });

  it("that is refused without words is told by its status", async () => {
    for (const [status, code] of [
      [401, "pull.denied"],
      [404, "pull.not-found"],
      [502, "pull.failed"],
    ] as const) {
      const fake = await fakeEngine(pulling((answer) => answer.writeHead(status).end()));
      await expect(provide(fake, NAME, "missing")).rejects.toMatchObject({ code });
    }
  });

  it("that fails as podman says it is an error", async () => {
    const fake = await fakeEngine(pulling(lines({ error: "manifest unknown" })));
    await expect(provide(fake, NAME, "missing")).rejects.toMatchObject({ code: "pull.not-found" });
  });

  it("whose stream breaks off is an error, not an image", async () => {
    const fake = await fakeEngine(
      pulling((answer) => {
        answer.writeHead(200);
        answer.write('{"status":"Pulling"}\n', () => answer.destroy());
      }),
    );
    await expect(provide(fake, NAME, "missing")).rejects.toMatchObject({ code: "engine.answer" });
  });

  it("that is cancelled throws the reason", async () => {
    const cancel = new AbortController();
    const fake = await fakeEngine(
      pulling((answer) => {
        answer.writeHead(200);
        answer.write('{"status":"Pulling"}\n', () => cancel.abort("enough"));
      }),
    );
    const engine = await fake.connect(cancel.signal);
    const context = { pull: "missing", progress: () => undefined, env: fake.env } as const;
    await expect(provideImage(engine, NAME, context)).rejects.toBe("enough");
  });

  it("shows the registry's credentials to the engine, and nobody else's", async () => {
    let shown: unknown;
    const fake = await fakeEngine(
      pulling((answer, asked, query) => {
        const header = asked.headers["x-registry-auth"];
        shown = JSON.parse(Buffer.from(String(header), "base64url").toString());
        lines()(answer, asked, query);
      }),
    );
    const stored = Buffer.from("me:pa??>>ss").toString("base64");
    const config = JSON.stringify({ auths: { "ghcr.io": { auth: stored }, "quay.io": { auth: stored } } });
    await writeDockerConfig(fake, config);
    await provide(fake, NAME, "missing");
    expect(shown).toEqual({ username: "me", password: "pa??>>ss", serveraddress: "ghcr.io" });
  });

  it("without the credentials that a helper should have had says so", async () => {
    const fake = await fakeEngine(pulling(refuse(500, "denied")));
    await writeDockerConfig(fake, JSON.stringify({ credHelpers: { "ghcr.io": "not-installed" } }));
    await expect(provide(fake, NAME, "missing")).rejects.toMatchObject({
      code: "pull.denied",
      hint: expect.stringContaining("docker-credential-not-installed failed") as string,
    });
  });
});

async function writeDockerConfig(fake: FakeEngine, content: string): Promise<void> {
  const folder = path.join(fake.env["HOME"] ?? "", ".docker");
  await mkdir(folder);
  await writeFile(path.join(folder, "config.json"), content);
}
