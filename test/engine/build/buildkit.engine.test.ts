import { randomBytes } from "node:crypto";
import { symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildImage, type BuildRequest } from "../../../src/engine/build/index.ts";
import { describeEngine } from "../../support/engine.ts";
import { busyboxIsAbsent, importBusybox } from "./busybox.ts";
import { makeFolder } from "./folder.ts";

describeEngine(
  "what only BuildKit does",
  (engine) => {
    const base = engine.tag("busybox");
    const images: string[] = [];
    const lines: string[] = [];
    beforeAll(() => importBusybox(engine, base));
    afterAll(async () => {
      if (images.length > 0) await engine.docker(["image", "rm", "--force", ...new Set(images)]);
    });

    async function build(
      context: string,
      request: Partial<BuildRequest> = {},
      env: NodeJS.ProcessEnv = {},
    ): Promise<string> {
      lines.length = 0;
      const { id } = await buildImage(
        { buildArgs: [], secrets: [], pull: false, network: "host", ...request, context },
        {
          progress: (line) => lines.push(line),
          signal: new AbortController().signal,
          env: { ...engine.env, DOCKER_BUILDKIT: "1", ...env },
        },
      );
      images.push(id);
      return id;
    }

    const withSecret = (): string =>
      `FROM ${base}\nRUN --mount=type=secret,id=token,required=true test "$(cat /run/secrets/token)" = "s3-$(echo cr3t)" && touch /${randomBytes(6).toString("hex")}\n`;

    it.each([
      ["a file", (context: string) => `id=token,src=${path.join(context, "../secret")}`],
      ["the environment", () => "id=token,env=SECRET"],
    ])("gives a secret from %s to the step that mounts it, and to nothing else", async (_, secret) => {
      const folder = await makeFolder({ secret: "s3-cr3t", "app/Dockerfile": withSecret() });
      const context = path.join(folder, "app");
      const id = await build(context, { secrets: [secret(context)] }, { SECRET: "s3-cr3t" });
      const container = (await engine.docker(["create", id, "none"])).trim();
      const all = (await engine.docker(["export", container])) + (await engine.docker(["inspect", id]));
      await engine.docker(["rm", container]);
      expect(all).toContain("bin/busybox");
      expect(all).not.toContain("s3-cr3t");
      expect(lines.join("\n")).not.toContain("s3-cr3t");
    });

    it("fails where a secret is required that was not given", async () => {
      const context = await makeFolder({ Dockerfile: withSecret() });
      await expect(build(context)).rejects.toMatchObject({ code: "build.failed" });
    });

    it("is said to be missing where the classic builder meets it, and where a secret is given", async () => {
      const context = await makeFolder({ Dockerfile: withSecret() });
      const classic = { DOCKER_BUILDKIT: "0", SECRET: "x" };
      const missing = { code: "build.needs-buildkit" };
      await expect(build(context, {}, classic)).rejects.toMatchObject(missing);
      await expect(build(context, { secrets: ["id=token,env=SECRET"] }, classic)).rejects.toMatchObject(
        missing,
      );
    });

    it("takes the Dockerfile's own ignore file, and not the context's, also from outside", async () => {
      const dockerfile = `FROM ${base}\nCOPY . /context\nRUN find /context\n`;
      const folder = await makeFolder({
        "app/one": "",
        "app/two": "",
        "app/.dockerignore": "one\n",
        "build/D": dockerfile,
        "build/D.dockerignore": "two\n.dockerignore\n",
      });
      await build(path.join(folder, "app"), { file: path.join(folder, "build/D") });
      expect(lines.filter((line) => / \/context\//.test(line))).toEqual([
        expect.stringMatching(/\/context\/one$/),
      ]);
    });

    it("finds the files that a Dockerfile names by pattern, through a link, and by a name that is not ASCII", async () => {
      const folder = await makeFolder({
        Dockerfile: `FROM ${base}\nCOPY ["p*.json", "link/f", "é, x", "/context/"]\nRUN find /context -type f\n`,
        "package.json": "",
        "real/f": "",
        "é, x": "",
        "not/sent": "",
      });
      await symlink("real", path.join(folder, "link"));
      await build(folder);
      const names = lines.flatMap((line) => /^#\d+ \/context\/(.*)$/.exec(line)?.slice(1) ?? []);
      expect(names.toSorted()).toEqual(["f", "package.json", "é, x"]);
    });

    it("fails with our own words where we cannot give it a file", async () => {
      const context = await makeFolder({ Dockerfile: `FROM ${base}\nCOPY . /context\n`, "sub/x": "" });
      const notUtf8 = Buffer.concat([Buffer.from(path.join(context, "sub/")), Buffer.from([0xff])]);
      await writeFile(notUtf8, "");
      await expect(build(context)).rejects.toMatchObject({
        code: "build.context",
        message: expect.stringContaining(path.join(context, "sub")),
      });
    });

    it("stops while it takes the files", async () => {
      const context = await makeFolder({ Dockerfile: `FROM ${base}\nCOPY . /context\n` });
      for (let index = 0; index < 20; index++) {
        await writeFile(path.join(context, `f${index}`), Buffer.alloc(4_000_000, index));
      }
      const cancel = new AbortController();
      const progress = (line: string): void => {
        if (line.includes("load build context")) cancel.abort(new Error("that is enough"));
      };
      const request = { context, buildArgs: [], secrets: [], pull: false };
      const env = { ...engine.env, DOCKER_BUILDKIT: "1" };
      await expect(buildImage(request, { progress, signal: cancel.signal, env })).rejects.toThrow(
        "that is enough",
      );
    });
  },
  busyboxIsAbsent,
);
