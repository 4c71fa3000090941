import os from "node:os";
import path from "node:path";
import type { FetchContext } from "./bundles/fetch.ts";
import { parseMoment } from "./dates.ts";
import type { GateRequest } from "./gate.ts";
import type { InspectRequest } from "./inspect.ts";
import { withoutUndefined } from "./json.ts";
import { LumogateError } from "./model/error.ts";
import type { Platform, Scope } from "./model/inventory.ts";
import type { FailOn } from "./model/report.ts";
import type { OptionValues } from "./option-values.ts";
import type { PullPolicy } from "./sources/source.ts";

/** The process around a run: what the entries pass on instead of reading it all over the program. */
export interface Surroundings {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly directory: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** What `check` and the Action ask of the gate. @throws LumogateError `usage.*` */
export function gateRequest(options: OptionValues, around: Surroundings): GateRequest {
  return {
    ...inspectRequest(options, around),
    targets: targets(options),
    ...withoutUndefined({ configFile: options.one("config") }),
    policyPaths: options.all("policy"),
    dataFiles: options.all("data"),
    directory: around.directory,
    failOn: options.one("fail-on") as FailOn,
    effectiveTime: effectiveTime(options, around),
    explain: options.all("explain"),
    isTimeGiven: options.one("effective-time") !== undefined,
  };
}

/** `--effective-time`, else the clock's. @throws LumogateError `usage.effective-time` */
export function effectiveTime(options: OptionValues, { now }: Pick<Surroundings, "now">): Date {
  const given = options.one("effective-time");
  if (given === undefined) return now;
  const moment = parseMoment(given);
  if (moment !== undefined) return moment;
  throw new LumogateError(
    "usage.effective-time",
    `--effective-time takes a day or a moment, not "${given}".`,
    { hint: "Write 2026-01-31, which is its first moment in UTC, or 2026-01-31T12:00:00+01:00 (RFC 3339)." },
  );
}

/** What `inspect` needs, and the part of `check` that is the same. @throws LumogateError `usage.*` */
export function inspectRequest(options: OptionValues, around: Surroundings): InspectRequest {
  const platform = options.one("platform");
  const context = options.one("build");
  return withoutUndefined({
    source: withoutUndefined({
      platform: platform === undefined ? undefined : parsePlatform(platform),
      pull: options.one("pull") as PullPolicy,
      registry: registryOptions(options),
      cacheDirectory: options.flag("no-cache") ? undefined : cacheRoot(around.env),
      progress: options.flag("quiet") ? () => {} : around.progress,
      signal: around.signal,
      env: around.env,
    }),
    build: context === undefined ? undefined : buildRequest(context, options),
    base: options.one("base"),
    changes: options.flag("layers"),
    scope: options.one("scope") as Scope,
  });
}

/** How policies are fetched from registries and web servers, for whoever judges nothing. @throws LumogateError `usage.*` */
export function fetchContext(options: OptionValues, around: Surroundings): FetchContext {
  const { env, signal } = around;
  const progress = options.flag("quiet") ? () => {} : around.progress;
  return { ...registryOptions(options), env, signal, progress };
}

/** The targets as the user named them; a build has none but itself. */
export function targets(options: OptionValues): readonly string[] {
  const context = options.one("build");
  if (context === undefined) {
    const stray = (["file", "target", "build-arg", "build-secret", "build-network"] as const).find(
      (name) => options.all(name).length > 0,
    );
    if (stray !== undefined) {
      throw new LumogateError(
        "usage.build",
        `--${stray} says how to build, but nothing is built without --build.`,
        {
          hint: "Add --build CONTEXT, the folder to build from.",
        },
      );
    }
    if (options.targets.length > 0) return options.targets;
    throw new LumogateError("usage.target", "No image was named.", {
      hint: "Name one (debian:12, docker-archive:image.tar), or build one with --build CONTEXT.",
    });
  }
  if (options.targets.length === 0) return [`build of ${context}`];
  throw new LumogateError(
    "usage.build",
    `Both --build ${context} and the image ${options.targets[0]} were given.`,
    {
      hint: "Judge what is built, or what is named, one at a time.",
    },
  );
}

function buildRequest(context: string, options: OptionValues): NonNullable<InspectRequest["build"]> {
  return withoutUndefined({
    context,
    file: options.one("file"),
    target: options.one("target"),
    network: options.one("build-network"),
    buildArgs: options.all("build-arg"),
    secrets: options.all("build-secret"),
    pull: options.one("pull") === "always",
  });
}

function registryOptions(options: OptionValues): Pick<FetchContext, "plainHttp" | "caFile"> {
  const plainHttp = options.all("plain-http").map(parseHost);
  return withoutUndefined({ plainHttp, caFile: options.one("registry-ca") });
}

/** As in an image's name: `localhost:5000`. */
function parseHost(text: string): string {
  if (/^[\w.-]+(?::\d+)?$|^\[[\da-f:]+\](?::\d+)?$/i.test(text)) return text;
  throw new LumogateError("usage.plain-http", `--plain-http takes HOST or HOST:PORT, not "${text}".`, {
    hint: "Write it as in the image's name: --plain-http localhost:5000.",
  });
}

function parsePlatform(text: string): Platform | "all" {
  if (text === "all") return text;
  const [os_, architecture, variant, ...rest] = text.split("/");
  const plain = /^[a-z0-9][\w.-]*$/i;
  if (
    os_ &&
    architecture &&
    rest.length === 0 &&
    [os_, architecture, variant ?? "x"].every((part) => plain.test(part))
  ) {
    return { os: os_, architecture, ...(variant === undefined ? {} : { variant }) };
  }
  throw new LumogateError(
    "usage.platform",
    `--platform takes OS/ARCH, OS/ARCH/VARIANT or all, not "${text}".`,
    {
      hint: "For example: --platform linux/arm64.",
    },
  );
}

/** LUMOGATE_CACHE_DIR (empty: no cache), else the user's cache folder (XDG Base Directory Specification). */
export function cacheRoot(env: Readonly<NodeJS.ProcessEnv>): string | undefined {
  const own = env["LUMOGATE_CACHE_DIR"];
  if (own !== undefined) return own === "" ? undefined : own;
  const home = env["XDG_CACHE_HOME"] || (os.homedir() === "" ? undefined : path.join(os.homedir(), ".cache"));
  return home === undefined ? undefined : path.join(home, "lumogate");
}
