import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { onTestFinished } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { parseReference } from "../../src/reference.ts";
import { Repository } from "../../src/registry/repository.ts";
import {
  fakeRegistry,
  type FakeRegistry,
  give,
  type Handler,
  status,
  testTiming,
} from "../support/fake-registry.ts";

export const [PASSWORD, TOKEN, REFRESH] = ["canary:password", "canary-token", "canary-refresh"];
export const BASIC = `Basic ${base64(`canary-user:${PASSWORD}`)}`;
export const SECRETS = [PASSWORD, TOKEN, REFRESH, base64(`canary-user:${PASSWORD}`)];
export const TAGGED = "GET /v2/app/manifests/1";

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

export interface Outcome {
  readonly error?: LumogateError;
  /** Everything that a person could get to see. */
  readonly printed: string;
}

/** Resolves `app:1`, as somebody whose docker has stored this for the registry. */
export async function resolve(
  registry: FakeRegistry,
  auth?: object,
  plain: readonly string[] = [],
): Promise<Outcome> {
  const home = await mkdtemp(path.join(os.tmpdir(), "lumogate-registry-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await mkdir(path.join(home, ".docker"));
  const auths = auth === undefined ? {} : { [registry.host]: auth };
  await writeFile(path.join(home, ".docker/config.json"), JSON.stringify({ auths }));
  const reference = parseReference(`${registry.host}/app:1`);
  if (reference.kind === "id") throw new Error("an ID");
  const lines: string[] = [];
  const repository = new Repository(reference, {
    plainHttp: [registry.host, ...plain],
    env: { HOME: home },
    signal: new AbortController().signal,
    progress: (line) => lines.push(line),
    timing: testTiming(),
  });
  const error: unknown = await repository.resolve(reference).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const printed = [...lines, inspect(error, { depth: 20, showHidden: true })].join("\n");
  if (error === undefined) return { printed };
  if (!(error instanceof LumogateError)) throw error;
  return { error, printed };
}

export const LOGIN = { auth: base64(`canary-user:${PASSWORD}`) };

export function challenge(realm: string): Handler {
  return status(401, {
    "www-authenticate": `Bearer realm="${realm}",service="fake",scope="repository:app:pull"`,
  });
}

/** Gives the answer to whoever shows the header, and refuses everybody else. */
export function only(authorization: string, then: Handler, otherwise: Handler): Handler {
  return (answer, asked) => (asked.headers.authorization === authorization ? then : otherwise)(answer, asked);
}

/** A registry and its token service; the registry wants a token, and the service does what it is told. */
export async function withTokenService(
  service: Handler,
): Promise<{ registry: FakeRegistry; tokens: FakeRegistry }> {
  const tokens = await fakeRegistry({ routes: { "GET /token*": service, "POST /token*": service } });
  const asks = challenge(`http://${tokens.host}/token?own=1`);
  const sound = await fakeRegistry();
  const registry = await fakeRegistry({
    image: sound.image,
    routes: { [TAGGED]: only(`Bearer ${TOKEN}`, give(sound.image.manifest), asks) },
  });
  return { registry, tokens };
}

export const giveToken = status(200, {}, JSON.stringify({ token: TOKEN }));
