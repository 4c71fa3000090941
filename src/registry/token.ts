import type { Credentials } from "../credentials/credentials.ts";
import { isRecord } from "../json.ts";
import { readJson } from "./body.ts";
import type { Challenge } from "./challenge.ts";
import { type Endpoint, parseUrl, type PlainHosts } from "./endpoint.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";
import { described, refusal } from "./refusal.ts";
import type { Timing } from "./timing.ts";

export interface TokenContext {
  readonly endpoint: Endpoint;
  readonly plain: PlainHosts;
  readonly exchange: Exchange;
  readonly timing: Timing;
  /** What is asked for where the registry does not say: `repository:acme/app:pull`. */
  readonly scope: string;
}

/**
 * Gets a token as distribution's token specification has it: by GET, anonymously or by name and password; by POST with a
 * refresh token, where docker login has kept one.
 *
 * @throws RegistryFailure `registry.realm-refused`, `registry.unauthorized`, `registry.protocol`, and what asking throws
 */
export async function requestToken(
  { parameters }: Challenge,
  credentials: Credentials | undefined,
  context: TokenContext,
  deadline: AbortSignal,
): Promise<string> {
  const { endpoint, exchange, timing } = context;
  const realm = realmOf(parameters.get("realm"), context);
  const what = `a token for ${endpoint.domain}`;
  const wanted = new URLSearchParams({ scope: parameters.get("scope") ?? context.scope });
  const service = parameters.get("service");
  if (service !== undefined) wanted.set("service", service);
  const question = { role: "realm", what, deadline } as const;
  let answer: Answer;
  if (credentials !== undefined && "identitytoken" in credentials) {
    wanted.set("grant_type", "refresh_token");
    wanted.set("client_id", "lumogate");
    wanted.set("refresh_token", credentials.identitytoken);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    answer = await exchange.ask({
      ...question,
      method: "POST",
      url: realm,
      headers,
      body: wanted.toString(),
    });
  } else {
    // A realm may have a query of its own.
    for (const [name, value] of wanted) realm.searchParams.append(name, value);
    const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
    answer = await exchange.ask({ ...question, url: realm, headers });
  }
  if (answer.status === 200) return tokenIn(await readJson(answer, what), answer, what);
  answer.discard();
  if (answer.status >= 300 && answer.status < 400) {
    throw new RegistryFailure(
      "redirect-refused",
      `${answer.host} redirects who asks for a token for ${endpoint.domain}; lumogate does not follow.`,
      {
        hint: "Credentials go to the token service that the registry names, and nowhere else. Have the registry name the right one.",
      },
    );
  }
  throw refusal(answer, what, { endpoint, who: described(credentials), now: timing.now() });
}

/**
 * The address of the token service: with TLS, unless the registry itself does without. A registry that is asked with TLS could
 * otherwise have our password sent in the clear; the dispatchers see to where it leads.
 */
function realmOf(text: string | undefined, { endpoint, plain }: TokenContext): URL {
  const realm = parseUrl(text ?? "");
  const isPlain = realm?.protocol === "http:";
  const isTold = endpoint.url.protocol === "http:" && realm?.hostname === endpoint.url.hostname;
  if (realm !== undefined && (realm.protocol === "https:" || (isPlain && (isTold || plain.has(realm))))) {
    // A name and a password in it would be sent as ours.
    realm.username = "";
    realm.password = "";
    return realm;
  }
  const clause = isPlain
    ? `the token service ${realm.host} without TLS`
    : "a token service that has no address of HTTPS";
  throw new RegistryFailure(
    "realm-refused",
    `The registry ${endpoint.domain} names ${clause}; it is not asked.`,
    {
      hint: isPlain
        ? `If you trust all that lies between, say so with --plain-http ${realm.host}.`
        : "Look at the registry's configuration: the realm of its token authentication.",
    },
  );
}

function tokenIn(answer: unknown, { host }: Answer, what: string): string {
  const fields = isRecord(answer) ? answer : {};
  const token = fields["token"] || fields["access_token"];
  // What else could be a header's value is not what tokens are made of (RFC 6750, section 2.1).
  if (typeof token === "string" && /^[\w.~+/=-]+$/.test(token)) return token;
  throw badAnswer(host, what, "there is no token in it");
}

/** The value of `Authorization` (RFC 7617). */
export function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
