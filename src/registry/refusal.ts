import type { Credentials } from "../credentials/credentials.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Answer } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";
import { parseRetryAfter } from "./retry.ts";

export interface Asked {
  readonly endpoint: Endpoint;
  /** `without credentials` */
  readonly who: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** What it refused to do; left out: to give something out. */
  readonly verb?: "give out" | "take";
}

/** For a sentence: how we came before a registry. */
export function described(credentials: Credentials | undefined): string {
  return credentials === undefined
    ? "without credentials"
    : "with the credentials that docker or podman have for it";
}

/** What a status that is no success means. Its body is not read: it is hostile, and says no more than the status. */
export function refusal(
  answer: Answer,
  what: string,
  { endpoint, who, now, verb = "give out" }: Asked,
): RegistryFailure {
  const { status, host } = answer;
  const { domain } = endpoint;
  // What Go and nginx say to who speaks no TLS where they do.
  if (status === 400 && endpoint.url.protocol === "http:") {
    return new RegistryFailure(
      "plain-http",
      `${host} does not understand who asks for ${what} without TLS.`,
      {
        hint: `It may speak TLS: leave out --plain-http ${domain}.`,
      },
    );
  }
  if (status === 401) {
    return new RegistryFailure("unauthorized", `${host} does not ${verb} ${what}, asked ${who}.`, {
      hint: `Log in with "docker login ${domain}". Look at the name, too: some registries answer so where there is nothing.`,
    });
  }
  if (status === 403) {
    return new RegistryFailure("forbidden", `${host} forbids ${what}, asked ${who}.`, {
      hint: `Log in to ${domain} with an account that may ${verb === "take" ? "push there" : "pull it"}.`,
    });
  }
  if (status === 404) {
    const problem = verb === "take" ? "has no place for" : "does not have";
    return new RegistryFailure("not-found", `${host} ${problem} ${what}, asked ${who}.`, {
      hint: "Look at the name and the tag. A private repository answers like this to who may not read it: log in, then.",
    });
  }
  return (
    transientRefusal(answer, `${verb} ${what}`, domain, now) ??
    badAnswer(host, what, `its status is ${status}`)
  );
}

/** @returns undefined where the same request would be refused again */
function transientRefusal(
  answer: Answer,
  refused: string,
  domain: string,
  now: number,
): RegistryFailure | undefined {
  const { status, host } = answer;
  const retryAfterMs = parseRetryAfter(answer.header("retry-after"), now);
  const transient = { isTransient: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status === 429) {
    const again =
      retryAfterMs === undefined ? "" : `; it may be asked again at ${timeText(now + retryAfterMs)}`;
    return new RegistryFailure(
      "rate-limited",
      `${host} was asked too often, and does not ${refused}${again}.`,
      {
        hint: `Wait, or log in: registries let known accounts ask more often. "docker login ${domain}" does it.`,
        ...transient,
      },
    );
  }
  if (status === 408 || (status >= 500 && status !== 501 && status !== 505)) {
    return new RegistryFailure(
      "unavailable",
      `${host} could not ${refused}: it failed with status ${status}.`,
      { hint: "Run again later; if it stays so, the registry's log says more.", ...transient },
    );
  }
  return undefined;
}

/** RFC 3339, in whole seconds; a time beyond what dates know is put at their end. */
function timeText(time: number): string {
  return `${new Date(Math.min(time, 8.64e15)).toISOString().slice(0, -5)}Z`;
}
