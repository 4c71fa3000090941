import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, describe, inject } from "vitest";
import type { FoundEngine } from "./engine-find.ts";

declare module "vitest" {
  interface ProvidedContext {
    engines: FoundEngine[];
  }
}

/** One real engine, as a test sees it. */
export interface TestEngine extends FoundEngine {
  /** The environment in which `docker` and lumogate talk to this engine and no other. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Runs the `docker` CLI and answers with its standard output.
   * @param input becomes its standard input: a build context, a tar to import
   * @throws with its standard error when it fails
   */
  docker(args: readonly string[], input?: string | Uint8Array): Promise<string>;
  /** A reference nobody else uses; an image that carries it is removed when the tests of this `describe` are over. */
  tag(name: string): string;
  /** Containers that lumogate created from the image (from any image when left out) and that still exist, as IDs. */
  containers(image?: string): Promise<string[]>;
  /** Names of all volumes: compare before and after, because anonymous volumes carry no label. */
  volumes(): Promise<string[]>;
}

/**
 * A `describe` that runs once on each engine at hand and is skipped where there is none. Whether that is allowed,
 * and the words about it, are `engine-setup.ts`'s.
 *
 * @param absent what else the tests lack on this machine, in words; empty where they can run
 */
export function describeEngine(title: string, tests: (engine: TestEngine) => void, absent = ""): void {
  const engines = inject("engines");
  if (engines.length === 0 || absent !== "") {
    if (engines.length > 0) process.stderr.write(`*** ${title}: ${absent} ***\n`);
    describe.skip(`${title} (${absent || "no engine"})`, () => tests(testEngine(ABSENT)));
    return;
  }
  for (const found of engines) {
    describe(`${title} (engine ${found.version}, ${found.storage})`, () => tests(testEngine(found)));
  }
}

const ABSENT: FoundEngine = { host: "unix:///nowhere", version: "none", apiVersion: "0", storage: "none" };

/** Must be called while a `describe` is being collected: it registers the removal of what it tagged. */
function testEngine(found: FoundEngine): TestEngine {
  const { DOCKER_CONTEXT: _, ...inherited } = process.env;
  const env = { ...inherited, DOCKER_HOST: found.host };
  const tags: string[] = [];
  const docker = (args: readonly string[], input: string | Uint8Array = ""): Promise<string> =>
    runDocker(args, input, env);

  afterAll(async () => {
    const present = await Promise.all(tags.map((tag) => docker(["image", "ls", "-q", tag])));
    const mine = tags.filter((_tag, index) => present[index] !== "");
    if (mine.length > 0) await docker(["image", "rm", "--force", ...mine]);
  });

  return {
    ...found,
    env,
    docker,
    tag(name) {
      const tag = `lumogate-test/${name}:${randomBytes(6).toString("hex")}`;
      tags.push(tag);
      return tag;
    },
    async containers(image) {
      const ancestor = image === undefined ? [] : ["--filter", `ancestor=${image}`];
      return lines(await docker(["ps", "-aq", "--no-trunc", "--filter", "label=dev.lumogate", ...ancestor]));
    },
    async volumes() {
      return lines(await docker(["volume", "ls", "-q"])).toSorted();
    },
  };
}

function lines(output: string): string[] {
  return output.split("\n").filter((line) => line !== "");
}

function runDocker(
  args: readonly string[],
  input: string | Uint8Array,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", args, { env, stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`docker ${args.join(" ")} ended with ${code}: ${Buffer.concat(err).toString()}`));
    });
    // docker may end before it has read everything; its exit code tells, not the broken pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
