import { describe, expect, it } from "vitest";
import { fakeRegistry, type Handler, inTurn, status } from "../support/fake-registry.ts";
import {
  base64,
  challenge,
  giveToken,
  LOGIN,
  only,
  PASSWORD,
  REFRESH,
  resolve,
  SECRETS,
  TAGGED,
  TOKEN,
  withTokenService,
} from "./asked.ts";

/** A registry that says whatever it was told in all the words that it has. */
const gossip: Handler = (answer, asked) => {
  const told = `${asked.headers.authorization ?? ""} ${PASSWORD} ${TOKEN} ${REFRESH}`;
  answer
    .writeHead(400, { "x-told": told, "retry-after": told })
    .end(JSON.stringify({ errors: [{ code: told, message: told }] }));
};

describe("no secret is ever shown", () => {
  it.each<[string, Handler]>([
    ["is refused", status(401)],
    ["gossips", gossip],
    ["is broken", status(500, {}, `${PASSWORD} ${TOKEN}`)],
    ["gives no token", status(200, {}, JSON.stringify({ detail: TOKEN }))],
    ["gives no JSON", status(200, {}, `${TOKEN} ${PASSWORD}`)],
    ["gives a token that is none", status(200, {}, JSON.stringify({ token: `${TOKEN}\r\nx: y` }))],
    ["gives a token of a megabyte", status(200, {}, JSON.stringify({ token: TOKEN.repeat(1e5) }))],
    ["hangs up", (answer) => void answer.destroy()],
    ["never ends", (answer) => void answer.writeHead(200).write(TOKEN)],
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
