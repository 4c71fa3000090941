import { describe, expect, it } from "vitest";
import { fakeRegistry, type FakeRegistry, give, type Handler, status } from "../support/fake-registry.ts";
import { BASIC, challenge, giveToken, LOGIN, only, resolve, TAGGED, withTokenService } from "./asked.ts";

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

const hop = (to: string): Handler => status(302, { location: to });

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
    const hops = { "GET /1": hop("/2"), "GET /2": hop("/3"), "GET /3": hop("/4"), "GET /4": hop("/5") };
    const five = { ...hops, [TAGGED]: hop("/1"), "GET /5": give(image.manifest) };
    expect((await resolve(await fakeRegistry({ image, routes: five }))).error).toBeUndefined();
    const endless = await fakeRegistry({ routes: { ...five, "GET /5": hop("/1") } });
    expect((await resolve(endless)).error).toMatchObject({ code: "registry.redirect-refused" });
    expect(endless.asked).toHaveLength(6);
  });
});
