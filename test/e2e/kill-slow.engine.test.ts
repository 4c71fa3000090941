import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeEngine } from "../support/engine.ts";
import { lumogate, startLumogate } from "../support/lumogate.ts";
import { testRegistry } from "../support/registry.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const SIGNALS = [
  ["SIGINT", { code: 130, signal: null }],
  ["SIGTERM", { code: 143, signal: null }],
  ["SIGKILL", { code: null, signal: "SIGKILL" }],
] as const;

const CONFIG = "rules: { os.allowed: { allow: [{ id: debian }] } }\n";

const FETCHES = SIGNALS.flatMap(([signal, expected]) =>
  (["docker", "registry"] as const).map((transport) => [transport, signal, expected] as const),
);

describeEngine("a fetch that is cut off", (engine) => {
  it.each(FETCHES)(
    "by %s: ends at once with %s, and the next run fetches again",
    async (transport, signal, expected) => {
      const tar = pack();
      tar.entry({ name: "etc/os-release" }, `ID=debian\nPRETTY_NAME=${signal}\n`);
      tar.entry({ name: "var/lib/dpkg/status" }, "");
      tar.finalize();
      const registry = await testRegistry(await buffer(tar));
      const workspace = await makeWorkspace();
      try {
        await workspace.write("lumogate.yaml", CONFIG);
        const files = await workspace.list();
        const { host } = new URL(`http://${registry.reference}`);
        const check = ["check", `${transport}:${registry.reference}`, "--plain-http", host];

        const running = startLumogate(check, workspace.around(engine.env));
        await Promise.race([registry.layerAsked, running.ended.then(({ stderr }) => expect.fail(stderr))]);
        running.process.kill(signal);
        expect(await running.ended).toMatchObject({ ...expected, stdout: "" });

        registry.release();
        const { code, stderr } = await lumogate(check, workspace.around(engine.env));
        expect(code, stderr).toBe(0);
        expect(await engine.containers(registry.reference)).toEqual([]);
        expect(await workspace.list()).toEqual(files);
      } finally {
        await registry.close();
        await workspace.remove();
        await engine.docker(["image", "rm", "--force", registry.reference]);
      }
    },
  );
});

describeEngine(
  "a build that is cut off",
  (engine) => {
    const base = engine.tag("build-base");
    let workspace: Workspace;
    /** A RUN step connects to it and then waits; its connection ends when the step does. */
    let step: Server;

    beforeAll(async () => {
      await engine.docker(["import", await debianRootfs(), base]);
      step = createServer();
      step.listen(0, "127.0.0.1");
      await once(step, "listening");
      workspace = await makeWorkspace();
      const { port } = step.address() as AddressInfo;
      const wait = `exec 3<>/dev/tcp/127.0.0.1/${port}; read -u 3 line`;
      await workspace.write("lumogate.yaml", CONFIG);
      await workspace.write("context/Dockerfile", `FROM ${base}\nRUN ["bash", "-c", "${wait}"]\n`);
    });

    afterAll(async () => {
      step.close();
      await workspace.remove();
    });

    it.each(SIGNALS)("stops the engine's work at %s and leaves no container", async (signal, expected) => {
      const files = await workspace.list();
      const build = ["check", "--build", "context", "--build-network", "host"];
      const running = startLumogate(build, workspace.around(engine.env));
      const connected = once(step, "connection") as Promise<[Socket]>;
      const [connection] = await Promise.race([
        connected,
        running.ended.then(({ stderr }) => expect.fail(stderr)),
      ]);
      connection.on("error", () => undefined).resume();
      const stopped = once(connection, "close");

      running.process.kill(signal);
      expect(await running.ended).toMatchObject({ ...expected, stdout: "" });
      await stopped;
      const containers = (): Promise<string> => engine.docker(["ps", "-aq", "--filter", `ancestor=${base}`]);
      // The engine removes the step's container when the step has ended.
      await expect.poll(containers, { timeout: 20_000 }).toBe("");
      expect(await workspace.list()).toEqual(files);
    });
  },
  debianIsAbsent,
);
