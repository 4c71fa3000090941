import { setTimeout as after } from "node:timers/promises";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeEngine } from "../support/engine.ts";
import { engineProxy, type Moment } from "../support/engine-proxy.ts";
import { type Ended, type Running, startLumogate } from "../support/lumogate.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const STATUS = `Package: bash
Status: install ok installed
Architecture: amd64
Version: 5.2.15-2+b8
`;

/** Some twenty whole runs, on the slowest engine. */
const MINUTES = 300_000;

const CREATES = "POST /containers/create";

/** What a run that nobody disturbs ends with: the image breaks the rule. */
const UNDISTURBED = 1;

describeEngine("a run that is cut off", (engine) => {
  const tag = engine.tag("cut-off");
  let workspace: Workspace;
  /** Each kind of request that a run makes, before and after the engine has done it. */
  let moments: Moment[];
  /** Milliseconds that an undisturbed run takes. */
  let duration: number;
  let before: { volumes: string[]; files: string[] };

  beforeAll(async () => {
    workspace = await makeWorkspace();
    await workspace.write(
      "lumogate.yaml",
      "extends: none\nrules: { packages.banned: { packages: [bash] } }\n",
    );
    const volume = ["--change", "VOLUME /var/lib/data"];
    await engine.docker(["import", ...volume, "-", tag], await smallDebian());
    before = { volumes: await engine.volumes(), files: await workspace.list() };
    moments = [];
    const began = performance.now();
    const { code, stderr } = await run((moment) => {
      if (!moments.some((known) => isSame(known, moment))) moments.push(moment);
    });
    duration = performance.now() - began;
    expect(code, stderr).toBe(UNDISTURBED);
  });

  afterAll(() => workspace.remove());

  it("creates a container and removes it, so that there is something to cut off", () => {
    const requests = moments.map(({ request }) => request);
    expect(requests).toEqual(expect.arrayContaining([CREATES, "DELETE /containers/ID"]));
  });

  it("leaves nothing behind, whenever SIGTERM comes", { timeout: MINUTES }, async () => {
    for (const moment of moments) {
      const ended = await runKilledAt(moment, "SIGTERM");
      // While the last thing is removed, the run may be over before the signal comes.
      const isOver = moment.request.startsWith("DELETE ") && ended.code === UNDISTURBED;
      if (!isOver) expect([ended.code, ended.stdout], describeMoment(moment, ended)).toEqual([143, ""]);
      await expectNothingLeft(describeMoment(moment, ended));
    }
  });

  it("leaves nothing behind when SIGINT comes while it creates its container", async () => {
    for (const moment of moments.filter(({ request }) => request === CREATES)) {
      const ended = await runKilledAt(moment, "SIGINT");
      expect([ended.code, ended.stdout], describeMoment(moment, ended)).toEqual([130, ""]);
      await expectNothingLeft(describeMoment(moment, ended));
    }
  });

  it("has the next run clean up, whenever SIGKILL comes", { timeout: MINUTES }, async () => {
    for (const moment of moments) {
      const ended = await runKilledAt(moment, "SIGKILL");
      expect(ended.signal, describeMoment(moment, ended)).toBe("SIGKILL");
    }
    expect((await run()).code).toBe(UNDISTURBED);
    await expectNothingLeft("after the next run");
  });

  it.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "survives %s at any time",
    { timeout: MINUTES },
    async (signal) => {
      for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const running = start(engine.env);
        await Promise.race([after(duration * part), running.ended]);
        running.process.kill(signal);
        const { code } = await running.ended;
        // `null`: it had not begun to listen for signals, and had done nothing yet.
        expect([null, 130, 143, UNDISTURBED]).toContain(code);
      }
      expect((await run()).code).toBe(UNDISTURBED);
      await expectNothingLeft(`after ${signal}`);
    },
  );

  it("leaves the container of another run alone while that run lives", async () => {
    let another: Ended | undefined;
    const ended = await run(async ({ when, request }) => {
      if (when === "answered" && request === CREATES) another ??= await run();
    });
    expect([another?.code, ended.code], ended.stderr).toEqual([UNDISTURBED, UNDISTURBED]);
  });

  function start(env: NodeJS.ProcessEnv): Running {
    return startLumogate(["check", `docker:${tag}`, "--pull", "never"], workspace.around(env));
  }

  async function run(at: Parameters<typeof engineProxy>[1] = () => undefined): Promise<Ended> {
    const proxy = await engineProxy(engine.host, at);
    try {
      return await start({ ...engine.env, DOCKER_HOST: proxy.host }).ended;
    } finally {
      await proxy.close();
    }
  }

  async function runKilledAt(moment: Moment, signal: NodeJS.Signals): Promise<Ended> {
    const proxy = await engineProxy(engine.host, (now) => {
      if (isSame(now, moment)) running.process.kill(signal);
    });
    const running = start({ ...engine.env, DOCKER_HOST: proxy.host });
    try {
      return await running.ended;
    } finally {
      await proxy.close();
    }
  }

  async function expectNothingLeft(when: string): Promise<void> {
    expect(await engine.containers(tag), when).toEqual([]);
    expect({ volumes: await engine.volumes(), files: await workspace.list() }, when).toEqual(before);
  }
});

function isSame(a: Moment, b: Moment): boolean {
  return a.request === b.request && a.when === b.when;
}

function describeMoment({ when, request }: Moment, { stderr }: Ended): string {
  return `${request}, ${when}\n${stderr}`;
}

function smallDebian(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: "etc/os-release" }, 'ID=debian\nVERSION_ID="12"\n');
  tar.entry({ name: "var/lib/dpkg/status" }, STATUS);
  tar.finalize();
  return buffer(tar);
}
