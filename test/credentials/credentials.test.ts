import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { findCredentials } from "../../src/credentials/credentials.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "lumogate-credentials-"));
  onTestFinished(() => rm(home, { recursive: true }));
});

function environment(): NodeJS.ProcessEnv {
  return { HOME: home, PATH: `${home}${path.delimiter}${process.env["PATH"] ?? ""}` };
}

async function write(file: string, content: object | string): Promise<void> {
  await mkdir(path.join(home, path.dirname(file)), { recursive: true });
  await writeFile(path.join(home, file), typeof content === "string" ? content : JSON.stringify(content));
}

/** A credential helper that runs the script, with what it was asked for in `server`. */
async function writeHelper(name: string, script: string): Promise<void> {
  const read = 'const server = require("node:fs").readFileSync(0, "utf8");';
  await write(`docker-credential-${name}`, `#!${process.execPath}\n${read}\n${script}\n`);
  await chmod(path.join(home, `docker-credential-${name}`), 0o755);
}

async function username(repository: string): Promise<unknown> {
  const { credentials } = await findCredentials(repository, environment());
  return credentials !== undefined && "username" in credentials ? credentials.username : undefined;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("credentials for a registry", () => {
  it.each([
    ["ghcr.io/acme/app", { "ghcr.io": { auth: base64("me:pa:ss") } }, "ghcr.io"],
    ["quay.io/acme/app", { "https://quay.io/v2/": { auth: base64("me:pa:ss") } }, "quay.io"],
    ["localhost:5000/app", { "localhost:5000": { auth: base64("me:pa:ss\0\0") } }, "localhost:5000"],
    [
      "docker.io/library/a",
      { "https://index.docker.io/v1/": { username: "me", password: "pa:ss" } },
      "https://index.docker.io/v1/",
    ],
  ])("of %s come from docker's config.json", async (repository, auths, serveraddress) => {
    await write(".docker/config.json", { auths });
    expect(await findCredentials(repository, environment())).toEqual({
      credentials: { username: "me", password: "pa:ss", serveraddress },
    });
  });

  it("are a token where docker keeps one", async () => {
    await write(".docker/config.json", { auths: { "ghcr.io": { auth: base64("u:"), identitytoken: "t" } } });
    const { credentials } = await findCredentials("ghcr.io/a", environment());
    expect(credentials).toEqual({ identitytoken: "t", serveraddress: "ghcr.io" });
  });

  it("are nobody's where they are another registry's, or there are none", async () => {
    expect(await findCredentials("ghcr.io/a", environment())).toEqual({});
    await write(".docker/config.json", {
      auths: { "evil.io": { auth: base64("a:b") }, "ghcr.io.evil.io": { auth: base64("a:b") } },
    });
    expect(await findCredentials("ghcr.io/a", environment())).toEqual({});
  });

  it("come from the registry's own helper, before the general one and the file", async () => {
    await write(".docker/config.json", {
      auths: { "ghcr.io": { auth: base64("file:file") } },
      credsStore: "general",
      credHelpers: { "ghcr.io": "own" },
    });
    for (const name of ["own", "general"]) {
      await writeHelper(name, `console.log(JSON.stringify({ Username: "${name}", Secret: server }))`);
    }
    const own = await findCredentials("ghcr.io/a", environment());
    const general = await findCredentials("docker.io/library/a", environment());
    expect(own.credentials).toEqual({ username: "own", password: "ghcr.io", serveraddress: "ghcr.io" });
    expect(general.credentials).toMatchObject({
      username: "general",
      password: "https://index.docker.io/v1/",
    });
  });

  it("are a token where a helper marks them as one", async () => {
    await write(".docker/config.json", { credsStore: "x" });
    await writeHelper("x", `console.log(JSON.stringify({ Username: "<token>", Secret: "t" }))`);
    const { credentials } = await findCredentials("ghcr.io/a", environment());
    expect(credentials).toEqual({ identitytoken: "t", serveraddress: "ghcr.io" });
  });

  it("are none where the helper has none, which is no problem", async () => {
    await write(".docker/config.json", { credsStore: "x" });
    await writeHelper("x", `console.log("credentials not found in native keychain"); process.exit(1)`);
    expect(await findCredentials("ghcr.io/a", environment())).toEqual({});
  });

  it.each([
    [
      "fails",
      `console.error("hunter2"); console.log("hunter2"); process.exit(3)`,
      "docker-credential-x failed: 3.",
    ],
    ["speaks no JSON", `console.log("hunter2")`, "docker-credential-x did not answer with credentials."],
    ["says too much", `console.log("hunter2".repeat(1e6))`, /docker-credential-x failed/],
  ])(
    "are none where the helper %s, and the problem is told without its words",
    async (_what, script, problem) => {
      await write(".docker/config.json", { credsStore: "x" });
      await writeHelper("x", script);
      const found = await findCredentials("ghcr.io/a", environment());
      expect(found).toEqual({
        problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
      });
      expect(JSON.stringify(found)).not.toContain("hunter2");
    },
  );

  it("are none where the helper is missing, or its name is no name", async () => {
    await write(".docker/config.json", { credsStore: "missing", credHelpers: { "ghcr.io": "../../bin/sh" } });
    expect(await findCredentials("quay.io/a", environment())).toEqual({
      problem: "docker-credential-missing failed: ENOENT.",
    });
    expect((await findCredentials("ghcr.io/a", environment())).problem).toMatch(
      /not a credential helper's name/,
    );
  });

  it("come from podman's auth.json where docker has none, the most exact first", async () => {
    await write(".config/containers/auth.json", {
      auths: {
        "quay.io": { auth: base64("all:a") },
        "quay.io/acme": { auth: base64("acme:a") },
        "quay.io/acme/other": { auth: base64("other:a") },
      },
    });
    expect(await username("quay.io/acme/app")).toBe("acme");
    expect(await username("quay.io/acmesport/app")).toBe("all");
  });

  it("are not guessed from a broken file", async () => {
    await write(".docker/config.json", "{");
    await expect(findCredentials("ghcr.io/a", environment())).rejects.toMatchObject({
      code: "engine.docker-config",
    });
  });
});
