import { connect, type Engine } from "../connect.ts";
import { streamCall } from "../dial.ts";
import { type BuildPlan, type BuildRequest, type BuildSurroundings, planBuild } from "./plan.ts";

export type { BuildRequest, BuildSurroundings } from "./plan.ts";

/**
 * Builds an image in the engine, as `docker build` would, without docker's command line. The image gets no name, and
 * no label, which would change it: it stays in the engine as an untagged ("dangling") image until somebody prunes it.
 *
 * @throws LumogateError `build.*`, `engine.*`; the signal's reason when it is aborted, and the build is stopped
 */
export async function buildImage(
  request: BuildRequest,
  around: BuildSurroundings,
): Promise<{ readonly id: string }> {
  const plan = await planBuild(request, around);
  const engine = await connect(around.env, around.signal);
  return { id: await build(engine, plan) };
}

async function build(engine: Engine, plan: BuildPlan): Promise<string> {
  if (await hasBuildKit(engine, plan)) {
    const { buildWithBuildKit } = await import("./buildkit.ts");
    return buildWithBuildKit(engine, plan);
  }
  const { buildClassic } = await import("./classic.ts");
  return buildClassic(engine, plan);
}

/**
 * Which builder the engine is asked for: what DOCKER_BUILDKIT says, else what the engine says, else BuildKit where it is
 * Docker. Docker 20.10 has BuildKit, but does not say so unless it was made the default there; podman never has it.
 */
async function hasBuildKit(engine: Engine, { env }: BuildPlan): Promise<boolean> {
  const { headers } = (await streamCall(engine.docker, { path: "/_ping", method: "GET" })).resume();
  const isDocker = String(headers["server"]).startsWith("Docker/");
  const wish = env["DOCKER_BUILDKIT"];
  if (wish !== undefined && wish !== "") return isDocker && !/^(?:0|f|false)$/i.test(wish);
  const said = headers["builder-version"];
  return said === undefined || said === "" ? isDocker : said === "2";
}
