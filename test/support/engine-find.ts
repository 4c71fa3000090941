import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A container engine that answered; plain data, because it travels from vitest's setup to its workers. */
export interface FoundEngine {
  /** As `DOCKER_HOST` takes it. */
  readonly host: string;
  readonly version: string;
  readonly apiVersion: string;
  /** `overlay2` is a graph driver, `overlayfs` the containerd image store. */
  readonly storage: string;
}

/**
 * The engines that tests may use: each host in `LUMOGATE_ENGINES` (separated by commas), else `DOCKER_HOST`, else
 * the default socket. A host that was asked for and does not answer is a problem, never left out in silence.
 */
export async function findEngines(
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<{ engines: FoundEngine[]; problems: string[] }> {
  const hosts = (env["LUMOGATE_ENGINES"] ?? env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock")
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "");
  const engines: FoundEngine[] = [];
  const problems: string[] = hosts.length === 0 ? ["LUMOGATE_ENGINES names no host"] : [];
  for (const host of hosts) {
    try {
      engines.push(await askEngine(host));
    } catch (error) {
      problems.push(`no engine at ${host} (${firstLine(error)})`);
    }
  }
  return { engines, problems };
}

async function askEngine(host: string): Promise<FoundEngine> {
  const options = { timeout: 20_000, env: { ...process.env, DOCKER_HOST: host } };
  const version = await run("docker", ["version", "--format", "{{json .Server}}"], options);
  const { Version, ApiVersion } = JSON.parse(version.stdout) as { Version: string; ApiVersion: string };
  const info = await run("docker", ["info", "--format", "{{.Driver}}"], options);
  return { host, version: Version, apiVersion: ApiVersion, storage: info.stdout.trim() };
}

function firstLine(error: unknown): string {
  const text =
    error instanceof Error && "stderr" in error ? String(error.stderr) || error.message : String(error);
  return text.trim().split("\n", 1)[0] ?? "";
}
