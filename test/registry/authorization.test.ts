import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { parseReference } from "../../src/reference.ts";
import { Repository } from "../../src/registry/repository.ts";
import {
  fakeRegistry,
  type FakeRegistry,
  give,
  type Handler,
  inTurn,
  status,
  testTiming,
} from "../support/fake-registry.ts";

const [PASSWORD, TOKEN, REFRESH] = ["canary:password", "canary-token", "canary-refresh"];
const BASIC = `Basic ${base64(`canary-user:${PASSWORD}`)}`;
const SECRETS = [PASSWORD, TOKEN, REFRESH, base64(`canary-user:${PASSWORD}`)];
const TAGGED = "GET /v2/app/manifests/1";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

interface Outcome {
  readonly error?: LumogateError;
  /** Everything that a person could get to see. */
  readonly printed: string;
}

/** Resolves `app:1`, as somebody whose docker has stored this for the registry. */
async function resolve(
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

const LOGIN = { auth: base64(`canary-user:${PASSWORD}`) };

function challenge(realm: string): Handler {
  return status(401, {
    "www-authenticate": `Bearer realm="${realm}",service="fake",scope="repository:app:pull"`,
  });
}

/** Gives the answer to whoever shows the header, and refuses everybody else. */
function only(authorization: string, then: Handler, otherwise: Handler): Handler {
  return (answer, asked) => (asked.headers.authorization === authorization ? then : otherwise)(answer, asked);
}

/** A registry and its token service; the registry wants a token, and the service does what it is told. */
async function withTokenService(service: Handler): Promise<{ registry: FakeRegistry; tokens: FakeRegistry }> {
  const tokens = await fakeRegistry({ routes: { "GET /token*": service, "POST /token*": service } });
  const asks = challenge(`http://${tokens.host}/token?own=1`);
  const sound = await fakeRegistry();
  const registry = await fakeRegistry({
    image: sound.image,
    routes: { [TAGGED]: only(`Bearer ${TOKEN}`, give(sound.image.manifest), asks) },
  });
  return { registry, tokens };
}

const giveToken = status(200, {}, JSON.stringify({ token: TOKEN }));

describe("a registry that wants to know who asks", () => {
  it("by name and password is shown them, once it asks", async () => {
    const { image } = await fakeRegistry();
    const basic = status(401, { "www-authenticate": 'Basic realm="fake"' });
    const registry = await fakeRegistry({
      image,
      routes: { [TAGGED]: only(BASIC, give(image.manifest), basic) },
    });
    expect((await resolve(registry, LOGIN)).error).toBeUndefined();
    expect(registry.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC]);
  });

  it("by a token gets the one that its service gives to anybody", async () => {
    const { registry, tokens } = await withTokenService(giveToken);
    expect((await resolve(registry, undefined, [tokens.host])).error).toBeUndefined();
    expect(tokens.calls()).toEqual(["GET /token?own=1&scope=repository%3Aapp%3Apull&service=fake"]);
    expect(tokens.asked[0]?.headers.authorization).toBeUndefined();
  });

  it("by a token gets the one that its service gives for name and password, which only the service sees", async () => {
    const { registry, tokens } = await withTokenService(only(BASIC, giveToken, status(401)));
    expect((await resolve(registry, LOGIN, [tokens.host])).error).toBeUndefined();
    expect(registry.asked.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      `Bearer ${TOKEN}`,
    ]);
  });

  it("by a token gets the one for the refresh token that docker login has kept", async () => {
    const bodies: string[] = [];
    const { registry, tokens } = await withTokenService((answer, asked) => {
      asked.on("data", (chunk: Buffer) => bodies.push(chunk.toString()));
      asked.on("end", () => answer.end(JSON.stringify({ access_token: TOKEN })));
    });
    const stored = { auth: base64("canary-user:"), identitytoken: REFRESH };
    expect((await resolve(registry, stored, [tokens.host])).error).toBeUndefined();
    expect(bodies).toEqual([
      `scope=repository%3Aapp%3Apull&service=fake&grant_type=refresh_token&client_id=lumogate&refresh_token=${REFRESH}`,
    ]);
  });

  it("is asked with the same token until it refuses it, and then with a new one", async () => {
    const { image } = await fakeRegistry();
    let given = 0;
    const tokens = await fakeRegistry({
      routes: {
        "GET /token*": (answer) => void answer.end(JSON.stringify({ token: `token-${(given += 1)}` })),
      },
    });
    const asks = challenge(`http://${tokens.host}/token`);
    let valid = "Bearer token-1";
    const guarded =
      (then: Handler): Handler =>
      (answer, asked) =>
        (asked.headers.authorization === valid ? then : asks)(answer, asked);
    const registry = await fakeRegistry({
      image,
      routes: {
        [TAGGED]: guarded(give(image.manifest)),
        [`GET /v2/app/blobs/${image.config.digest}`]: guarded(give(image.config)),
      },
    });
    const reference = { domain: registry.host, path: "app", tag: "1" };
    const repository = new Repository(reference, {
      plainHttp: [registry.host, tokens.host],
      env: { HOME: "/nonexistent" },
      signal: new AbortController().signal,
      progress: () => undefined,
      timing: testTiming(),
    });
    await repository.resolve(reference);
    const config = {
      mediaType: image.config.type,
      digest: image.config.digest,
      size: image.config.bytes.length,
      annotations: new Map(),
      isForeign: false,
    };
    await repository.document(config);
    expect(given).toBe(1);
    valid = "Bearer token-2";
    await Promise.all([repository.document(config), repository.document(config)]);
    expect(given).toBe(2);
  });

  it("for ever is not answered for ever", async () => {
    const { registry, tokens } = await withTokenService(
      status(200, {}, JSON.stringify({ token: "another" })),
    );
    expect((await resolve(registry, LOGIN, [tokens.host])).error).toMatchObject({
      code: "registry.unauthorized",
    });
    expect(registry.asked).toHaveLength(2);
  });
});

describe("credentials", () => {
  it.each([
    "http://169.254.169.254/latest",
    "https://169.254.169.254/latest",
    "file:///etc/passwd",
    "https://0.0.0.0/token",
    "https://[::1]/token",
    "https://[::ffff:127.0.0.2]/token",
    "https://2130706434/token",
    "https://0x7f000002/token",
    "https://10.0.0.1/token",
    "https://[fe80::1]/token",
    "http://auth.example/token",
    "ftp://auth.example/token",
    "//auth.example/token",
    "",
  ])("go to no token service at %s", async (realm) => {
    const registry = await fakeRegistry({ routes: { [TAGGED]: challenge(realm) } });
    const { error } = await resolve(registry, LOGIN);
    expect(error).toMatchObject({ code: "registry.realm-refused", hint: expect.any(String) });
  });

  it("go to no token service on another private address, even where plain HTTP to it is allowed", async () => {
    const tokens = await fakeRegistry({ address: "127.0.0.2", routes: { "GET /token*": giveToken } });
    const registry = await fakeRegistry({ routes: { [TAGGED]: challenge(`http://${tokens.host}/token`) } });
    const { error } = await resolve(registry, LOGIN, [tokens.host]);
    expect(error).toMatchObject({ code: "registry.realm-refused" });
    expect(tokens.asked).toEqual([]);
  });

  it("do not follow a token service's redirect", async () => {
    const other = await fakeRegistry({ routes: { "GET /token*": giveToken } });
    const { registry, tokens } = await withTokenService(
      status(307, { location: `http://${other.host}/token` }),
    );
    const { error } = await resolve(registry, LOGIN, [tokens.host, other.host]);
    expect(error).toMatchObject({ code: "registry.redirect-refused" });
    expect(other.asked).toEqual([]);
  });

  it("do not follow a registry's redirect to another host, nor back from there", async () => {
    const { image } = await fakeRegistry();
    const basic = status(401, { "www-authenticate": 'Basic realm="fake"' });
    const storage = await fakeRegistry({
      routes: {
        "GET /away": (answer) =>
          void answer.writeHead(302, { location: `http://${registry.host}/back` }).end(),
      },
    });
    const away = status(307, { location: `http://canary-user:other@${storage.host}/away` });
    const registry: FakeRegistry = await fakeRegistry({
      image,
      routes: { [TAGGED]: only(BASIC, away, basic), "GET /back": give(image.manifest) },
    });
    expect((await resolve(registry, LOGIN, [storage.host])).error).toBeUndefined();
    expect(storage.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(registry.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC, undefined]);
  });

  it("are shown to no storage that asks for them", async () => {
    const asks = status(401, { "www-authenticate": 'Basic realm="fake"' });
    const storage = await fakeRegistry({ routes: { "GET /layer": asks } });
    const registry = await fakeRegistry({
      routes: { [TAGGED]: status(302, { location: `http://${storage.host}/layer` }) },
    });
    const { error } = await resolve(registry, LOGIN, [storage.host]);
    expect(error).toMatchObject({ code: "registry.unauthorized" });
    expect(storage.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe("a redirect", () => {
  it.each([
    ["without TLS to a host that nobody has allowed that", "http://storage.example/layer"],
    ["to a file", "file:///etc/passwd"],
    ["to no address", "https://["],
  ])("%s is not followed", async (_, location) => {
    const registry = await fakeRegistry({ routes: { [TAGGED]: status(302, { location }) } });
    const { error } = await resolve(registry);
    expect(error?.code).toMatch(/^registry\.(?:redirect-refused|protocol)$/);
  });

  it("after a redirect is followed five times", async () => {
    const { image } = await fakeRegistry();
    const hop = (to: string): Handler => status(302, { location: to });
    const hops = { "GET /1": hop("/2"), "GET /2": hop("/3"), "GET /3": hop("/4"), "GET /4": hop("/5") };
    const five = { ...hops, [TAGGED]: hop("/1"), "GET /5": give(image.manifest) };
    expect((await resolve(await fakeRegistry({ image, routes: five }))).error).toBeUndefined();
    const endless = await fakeRegistry({ routes: { ...five, "GET /5": hop("/1") } });
    expect((await resolve(endless)).error).toMatchObject({ code: "registry.redirect-refused" });
    expect(endless.asked).toHaveLength(6);
  });
});

describe("no secret is ever shown", () => {
  /** A registry that says whatever it was told in all the words that it has. */
  const gossip: Handler = (answer, asked) => {
    const told = `${asked.headers.authorization ?? ""} ${PASSWORD} ${TOKEN} ${REFRESH}`;
    answer
      .writeHead(400, { "x-told": told, "retry-after": told })
      .end(JSON.stringify({ errors: [{ code: told, message: told }] }));
  };

  it.each<[string, Handler]>([
    ["is refused", status(401)],
    ["gossips", gossip],
    ["is broken", status(500, {}, `${PASSWORD} ${TOKEN}`)],
    ["gives no token", status(200, {}, JSON.stringify({ detail: TOKEN }))],
    ["gives no JSON", status(200, {}, `${TOKEN} ${PASSWORD}`)],
    ["gives a token that is none", status(200, {}, JSON.stringify({ token: `${TOKEN}\r\nx: y` }))],
    ["gives a token of a megabyte", status(200, {}, JSON.stringify({ token: TOKEN.repeat(1e5) }))],
    ["hangs up", (answer) => void answer.destroy()],
  ])("where who asks for a token %s", async (_, service) => {
    for (const stored of [LOGIN, { auth: base64("u:"), identitytoken: REFRESH }]) {
      const { registry, tokens } = await withTokenService(service);
      const { error, printed } = await resolve(registry, stored, [tokens.host]);
      expect(error?.code).toMatch(/^registry\./);
      for (const secret of SECRETS) expect(printed).not.toContain(secret);
    }
  });

  it.each<[string, Handler]>([
    ["gossips", gossip],
    ["hangs up", (answer) => void answer.destroy()],
    [
      "redirects with secrets in the address",
      status(302, { location: `http://u:${TOKEN}@storage.example/?sig=${TOKEN}` }),
    ],
    ["redirects to a strange place", status(302, { location: `${TOKEN}:${TOKEN}` })],
    ["packs its answer", status(200, { "content-encoding": TOKEN })],
    ["answers as something else", status(200, { "content-type": TOKEN })],
    ["wants another token each time", challenge(`http://${TOKEN}:${TOKEN}@10.0.0.1/${TOKEN}`)],
  ])("where a registry that has got the token %s", async (_, misbehaviour) => {
    const tokens = await fakeRegistry({ routes: { "GET /token*": giveToken } });
    const registry = await fakeRegistry({
      routes: {
        [TAGGED]: only(`Bearer ${TOKEN}`, inTurn(misbehaviour), challenge(`http://${tokens.host}/token`)),
      },
    });
    const { error, printed } = await resolve(registry, LOGIN, [tokens.host]);
    expect(error?.code).toMatch(/^registry\./);
    for (const secret of SECRETS) expect(printed).not.toContain(secret);
  });
});
