import { once } from "node:events";
import { symlink } from "node:fs/promises";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildImage, type BuildRequest } from "../../../src/engine/build/index.ts";
import { describeEngine } from "../../support/engine.ts";
import { busyboxIsAbsent, importBusybox } from "./busybox.ts";
import { makeFolder } from "./folder.ts";

describeEngine(
  "a build",
  (engine) => {
    const base = engine.tag("busybox");
    const images: string[] = [];
    beforeAll(() => importBusybox(engine, base));
    afterAll(async () => {
      if (images.length > 0) await engine.docker(["image", "rm", "--force", ...new Set(images)]);
    });

    const inspect = async (id: string, format: string): Promise<string> =>
      (await engine.docker(["image", "inspect", "--format", format, id])).trim();

    describe.each([
      { builder: "BuildKit", DOCKER_BUILDKIT: "1" },
      { builder: "the classic builder", DOCKER_BUILDKIT: "0" },
    ])("by $builder", ({ DOCKER_BUILDKIT }) => {
      const lines: string[] = [];

      async function build(
        files: Readonly<Record<string, string>>,
        request: Partial<BuildRequest> = {},
        env: NodeJS.ProcessEnv = {},
        signal: AbortSignal = new AbortController().signal,
      ): Promise<string> {
        lines.length = 0;
        const context = request.context ?? (await makeFolder(files));
        const { id } = await buildImage(
          { buildArgs: [], secrets: [], pull: false, network: "host", ...request, context },
          { progress: (line) => lines.push(line), signal, env: { ...engine.env, DOCKER_BUILDKIT, ...env } },
        );
        images.push(id);
        return id;
      }

      /** What lies below /context in an image that ran `find` there. */
      const found = (): string[] =>
        lines.flatMap((line) => /(?:^|\s)\/context\/(.*)$/.exec(line)?.slice(1) ?? []).toSorted();

      it("makes an image without a name, and says what it does", async () => {
        const id = await build({ Dockerfile: `FROM ${base}\nRUN echo said it\n` });
        expect(await inspect(id, "{{json .RepoTags}} {{.Id}}")).toBe(`[] ${id}`);
        expect(lines).toContainEqual(expect.stringMatching(/FROM .*busybox/));
        expect(lines).toContainEqual(expect.stringMatching(/^(?:#\d+ )?said it$/));
      });

      it("builds the stage that was asked for, with arguments from the call and from the environment", async () => {
        const Dockerfile = [
          `FROM ${base} AS first`,
          "ARG GIVEN=default",
          "ARG INHERITED=default",
          "ARG LEFT=default",
          "LABEL x=$GIVEN-$INHERITED-$LEFT",
          "FROM first AS second",
          "RUN exit 1",
        ].join("\n");
        const buildArgs = ["GIVEN=a=b c", "INHERITED", "LEFT"];
        const id = await build({ Dockerfile }, { target: "first", buildArgs }, { INHERITED: "env" });
        expect(await inspect(id, "{{.Config.Labels.x}}")).toBe("a=b c-env-default");
      });

      it("sends what .dockerignore keeps, and lets it hide itself and the Dockerfile", async () => {
        await build({
          Dockerfile: `FROM ${base}\nCOPY . /context\nRUN find /context\n`,
          ".dockerignore":
            "# not these\nDockerfile\n.dockerignore\n**/*.log\n!keep/me.log\n/node_modules\nempty-not\n",
          "a.log": "",
          "app/b.log": "",
          "app/c": "",
          "keep/me.log": "",
          "node_modules/x": "",
          "app/node_modules/x": "",
          "empty/": "",
          "empty-not/": "",
          "(é) +$/[x]": "",
        });
        expect(found()).toEqual([
          "(é) +$",
          "(é) +$/[x]",
          "app",
          "app/c",
          "app/node_modules",
          "app/node_modules/x",
          "empty",
          "keep",
          "keep/me.log",
        ]);
      });

      it("takes a Dockerfile from outside the context, and does not leave it in there", async () => {
        const elsewhere = await makeFolder({ D: `FROM ${base}\nCOPY . /context\nRUN find /context\n` });
        await build({ "a/b": "", Dockerfile: "nonsense" }, { file: path.join(elsewhere, "D") });
        expect(found()).toEqual(["Dockerfile", "a", "a/b"]);
      });

      it("sends links as links, and nothing from outside the context", async () => {
        const context = await makeFolder({
          Dockerfile: `FROM ${base}\nCOPY . /context\nRUN stat -c '%N' /context/out && find /context/folder/\n`,
          "folder/x": "",
        });
        await symlink("/etc/hostname", path.join(context, "out"));
        await build({}, { context });
        expect(lines.join("\n")).toMatch(/'?\/context\/out'? -> '?\/etc\/hostname/);
        expect(found()).toContain("folder/x");
      });

      it("that fails names the step, and shows what it printed last", async () => {
        const Dockerfile = `FROM ${base}\nRUN seq 1 100 && echo the reason >&2 && exit 3\nRUN echo never\n`;
        const failed = await build({ Dockerfile }).catch((error: unknown) => error);
        expect(failed).toMatchObject({ code: "build.failed" });
        const [sentence, ...output] = (failed as Error).message.split("\n");
        expect(sentence).toMatch(/Dockerfile failed at \[2\/3\] RUN seq 1 100 .*: exit code 3\.$/);
        expect(output).toHaveLength(20);
        expect(output).toContain("    100");
        expect(output).not.toContain("    1");
      });

      it("that cannot get its base image says which", async () => {
        const failed = build({ Dockerfile: "FROM registry.invalid/nothing:1\n" });
        await expect(failed).rejects.toMatchObject({
          code: "build.failed",
          message: expect.stringContaining("registry.invalid"),
        });
      });

      it("of a Dockerfile with a mistake names its line", async () => {
        const failed = build({ Dockerfile: `FROM ${base}\n\nFORM x\n` });
        await expect(failed).rejects.toMatchObject({
          code: "build.failed",
          message: expect.stringContaining("unknown instruction: FORM"),
          location: { line: 3 },
        });
      });

      it("of a stage that is not there says so", async () => {
        const failed = build({ Dockerfile: `FROM ${base}\n` }, { target: "nowhere" });
        await expect(failed).rejects.toMatchObject({ message: expect.stringContaining("nowhere") });
      });

      it("stops at once when it is cancelled, and so does what it runs", async () => {
        const server = net.createServer().listen(0, "127.0.0.1");
        onTestFinished(() => void server.close());
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        const cancel = new AbortController();
        // The port differs each time: nothing comes out of a cache.
        const Dockerfile = `FROM ${base}\nRUN echo hello | nc 127.0.0.1 ${port} && cat /dev/zero > /dev/null\n`;
        const running = build({ Dockerfile }, {}, {}, cancel.signal).catch((error: unknown) => error);
        const [connection] = (await once(server, "connection")) as [net.Socket];
        const ended = once(connection.resume(), "close");
        cancel.abort(new Error("that is enough"));
        expect(await running).toEqual(new Error("that is enough"));
        await ended;
        await expect.poll(() => engine.docker(["ps", "--quiet", "--filter", `ancestor=${base}`])).toBe("");
      });
    });
  },
  busyboxIsAbsent,
);
