import { describe, expect, it, vi } from "vitest";
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
import {
  base64,
  BASIC,
  challenge,
  giveToken,
  LOGIN,
  only,
  REFRESH,
  resolve,
  TAGGED,
  TOKEN,
  withTokenService,
} from "./asked.ts";

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
    // A new connection would cost another handshake.
    expect(new Set(registry.asked.map(({ socket }) => socket)).size).toBe(1);
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
    const isShown = (): boolean => registry.asked.some(({ headers }) => headers.authorization === valid);
    /** Refuses the first request at once, and others when the first has come again with a new token. */
    const asksLate: Handler = inTurn(asks, (answer, asked) => {
      void vi.waitUntil(isShown).then(() => asks(answer, asked));
    });
    const guarded =
      (then: Handler, otherwise: Handler): Handler =>
      (answer, asked) =>
        (asked.headers.authorization === valid ? then : otherwise)(answer, asked);
    const registry: FakeRegistry = await fakeRegistry({
      image,
      routes: {
        [TAGGED]: guarded(give(image.manifest), asks),
        [`GET /v2/app/blobs/${image.config.digest}`]: guarded(give(image.config), asksLate),
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

  it("gives out no token that could break a header", async () => {
    const { registry, tokens } = await withTokenService(
      status(200, {}, JSON.stringify({ token: "a\r\nHost: b" })),
    );
    expect((await resolve(registry, LOGIN, [tokens.host])).error).toMatchObject({
      code: "registry.protocol",
    });
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
