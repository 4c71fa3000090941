import { findCredentials, type FoundCredentials } from "../credentials/credentials.ts";
import type { Environment } from "../credentials/docker-config.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { RegistryFailure } from "./failure.ts";
import { described } from "./refusal.ts";
import { basic, requestToken, type TokenContext } from "./token.ts";

export interface AuthorizationContext extends TokenContext {
  /** As podman keeps credentials for it: `ghcr.io/acme/app`. */
  readonly repository: string;
  readonly env: Environment;
  readonly progress: (line: string) => void;
}

/** Who we are to one registry, for one repository: nobody, until it asks. */
export class Authorization {
  readonly #context: AuthorizationContext;
  #header: string | undefined;
  #found: Promise<FoundCredentials> | undefined;
  #renewal: Promise<string> | undefined;

  constructor(context: AuthorizationContext) {
    this.#context = context;
  }

  /** What to send as `Authorization`; undefined as long as the registry has not asked. */
  get header(): string | undefined {
    return this.#header;
  }

  /** For a sentence: how we came before the registry. */
  async described(): Promise<string> {
    return described((await this.#found)?.credentials);
  }

  /**
   * Does what the registry asks for in a refusal, once for all requests that were refused with the same header.
   *
   * @param refused the header that was sent
   * @param values of `WWW-Authenticate`
   * @throws RegistryFailure `registry.unauthorized`, and what asking for a token throws
   */
  async renew(refused: string | undefined, values: readonly string[], deadline: AbortSignal): Promise<void> {
    if (this.#header !== refused) return;
    this.#renewal ??= this.#answer(parseChallenges(values), deadline).finally(() => {
      this.#renewal = undefined;
    });
    this.#header = await this.#renewal;
  }

  async #answer(challenges: readonly Challenge[], deadline: AbortSignal): Promise<string> {
    const { repository, endpoint, env, progress } = this.#context;
    this.#found ??= findCredentials(repository, env);
    const { credentials, problem } = await this.#found;
    if (problem !== undefined) progress(`${problem} Asking ${endpoint.domain} without credentials.`);
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined)
      return `Bearer ${await requestToken(bearer, credentials, this.#context, deadline)}`;
    const isBasic = challenges.some(({ scheme }) => scheme === "basic");
    if (isBasic && credentials !== undefined && "username" in credentials) return basic(credentials);
    const why = isBasic
      ? "wants a name and a password"
      : "wants to know who asks, in no way that lumogate knows";
    throw new RegistryFailure("unauthorized", `${endpoint.domain} ${why}, asked ${await this.described()}.`, {
      hint: `${problem === undefined ? "" : `${problem} `}Log in with "docker login ${endpoint.domain}".`,
    });
  }
}
