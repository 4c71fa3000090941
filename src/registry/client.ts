import type { Environment } from "../credentials/docker-config.ts";
import { LIMITS } from "../limits.ts";
import type { RegistryReference } from "../reference.ts";
import { Authorization } from "./authorization.ts";
import { Dispatchers } from "./dispatchers.ts";
import { type Endpoint, endpointOf, parseUrl, type PlainHosts, plainHosts } from "./endpoint.ts";
import { type Answer, Exchange, type Question } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";
import { refusal } from "./refusal.ts";
import type { Patience } from "./retry.ts";
import { TIMING, type Timing } from "./timing.ts";

export interface RegistryContext {
  /** `host:port` of those that are asked without TLS. */
  readonly plainHttp: readonly string[];
  /** A PEM file with authorities besides the system's. */
  readonly caFile?: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Left out: the usual one. */
  readonly timing?: Timing;
}

/** What is asked of a repository. */
export interface Request {
  /** Left out: GET. */
  readonly method?: "GET" | "HEAD";
  /** Behind the repository's own address: `manifests/latest`. */
  readonly path: string;
  /** For messages: `the manifest of ghcr.io/acme/app:1`. */
  readonly what: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadline: AbortSignal;
  /** Statuses beside 404 by which registries say that they know nothing of the kind. */
  readonly absent?: readonly number[];
}

/** What is put into a repository. */
export interface Upload extends Pick<Request, "what" | "headers" | "deadline"> {
  readonly method: "POST" | "PUT";
  /** As in a request; `url` where the registry has said where. */
  readonly path?: string;
  readonly url?: URL;
  readonly body: Uint8Array;
}

/** What a token is asked for, in the words of distribution's token specification. */
export type Actions = "pull" | "pull,push";

/** One repository of one registry (OCI distribution-spec): asks, says who we are, follows redirects. */
export class RepositoryClient {
  readonly patience: Patience;
  readonly #endpoint: Endpoint;
  readonly #path: string;
  readonly #plain: PlainHosts;
  readonly #exchange: Exchange;
  readonly #authorization: Authorization;

  constructor(
    { domain, path }: Pick<RegistryReference, "domain" | "path">,
    context: RegistryContext,
    actions: Actions = "pull",
  ) {
    const { env, signal, progress, timing = TIMING, caFile } = context;
    this.patience = { timing, signal, progress };
    this.#path = path;
    this.#plain = plainHosts(context.plainHttp);
    this.#endpoint = endpointOf(domain, this.#plain);
    const connections = new Dispatchers(this.#endpoint, {
      env,
      timing,
      ...(caFile === undefined ? {} : { caFile }),
    });
    this.#exchange = new Exchange(connections, timing, signal);
    this.#authorization = new Authorization({
      endpoint: this.#endpoint,
      plain: this.#plain,
      exchange: this.#exchange,
      timing,
      scope: `repository:${path}:${actions}`,
      repository: `${domain}/${path}`,
      env,
      progress,
    });
  }

  /**
   * A successful answer, from wherever the registry has it.
   *
   * @throws RegistryFailure; what is transient is marked so, and not tried again here
   */
  async get(request: Request): Promise<Answer> {
    const answer = await this.#followed(request);
    // Nobody who did not ask for a part may take it for the whole.
    const isPart = answer.status === 206 && request.headers?.["range"] !== undefined;
    if (answer.status === 200 || isPart) return answer;
    const status = request.absent?.includes(answer.status) === true ? 404 : answer.status;
    throw await this.#refused({ ...answer, status }, request.what, "give out");
  }

  /**
   * The answer to what the registry has taken. A redirect is none: nobody says that what follows it is the registry.
   *
   * @throws RegistryFailure; what is transient is marked so, and not tried again here
   */
  async put({ path, url = this.#urlOf(path ?? ""), ...upload }: Upload): Promise<Answer> {
    const isRegistry = url.origin === this.#endpoint.url.origin;
    const answer = isRegistry
      ? await this.#authorized({ ...upload, url })
      : await this.#exchange.ask({ ...upload, url, role: "storage" });
    if (answer.status >= 201 && answer.status <= 204) return answer;
    throw await this.#refused(answer, upload.what, "take");
  }

  /** Where an upload goes on: on TLS, unless the user allows it without. @throws RegistryFailure */
  uploadUrl(location: string, answer: Answer, what: string): URL {
    return this.#allowed(parseUrl(location, this.#endpoint.url), answer, what);
  }

  async #refused(answer: Answer, what: string, verb: "give out" | "take"): Promise<RegistryFailure> {
    answer.discard();
    return refusal(answer, what, {
      endpoint: this.#endpoint,
      who: await this.#authorization.described(),
      now: this.patience.timing.now(),
      verb,
    });
  }

  #urlOf(path: string): URL {
    return new URL(`/v2/${this.#path}/${path}`, this.#endpoint.url);
  }

  async #followed({ path, ...request }: Request): Promise<Answer> {
    let url = this.#urlOf(path);
    // Once a redirect has led away from the registry, whoever answers there says where it goes next: it gets no credentials.
    let isRegistry = true;
    for (let redirects = 0; redirects <= LIMITS.registryRedirects; redirects += 1) {
      const answer = isRegistry
        ? await this.#authorized({ ...request, url })
        : await this.#exchange.ask({ ...request, url, role: "storage" });
      if (!REDIRECTS.has(answer.status)) return answer;
      await answer.drain();
      url = this.#allowed(parseUrl(answer.header("location") ?? "", url), answer, request.what);
      isRegistry &&= url.origin === this.#endpoint.url.origin;
    }
    throw new RegistryFailure(
      "redirect-refused",
      `${this.#endpoint.domain} redirects more than ${LIMITS.registryRedirects} times for ${request.what} (limit registryRedirects).`,
      { hint: "Look at the registry's storage, and at what stands before it." },
    );
  }

  async #authorized(question: Omit<Question, "role">): Promise<Answer> {
    const ask = async (): Promise<{ sent: string | undefined; answer: Answer }> => {
      const sent = this.#authorization.header;
      const headers = { ...question.headers, ...(sent === undefined ? {} : { authorization: sent }) };
      return { sent, answer: await this.#exchange.ask({ ...question, role: "registry", headers }) };
    };
    const { sent, answer } = await ask();
    if (answer.status !== 401) return answer;
    await answer.drain();
    await this.#authorization.renew(sent, answer.all("www-authenticate"), question.deadline);
    // Refused again, it stays refused: what was sent now is new.
    return (await ask()).answer;
  }

  #allowed(url: URL | undefined, answer: Answer, what: string): URL {
    if (url === undefined) throw badAnswer(answer.host, what, "it redirects to no address");
    if (url.protocol === "https:" || (url.protocol === "http:" && this.#plain.has(url))) {
      url.username = "";
      url.password = "";
      return url;
    }
    // Its host at most: the rest of an address of storage is what gives access to it.
    throw new RegistryFailure(
      "redirect-refused",
      `${answer.host} redirects to ${url.host || "another place"} without TLS for ${what}.`,
      {
        hint: `If it is meant so, and you trust all that lies between, say so with --plain-http ${url.host || "HOST"}.`,
      },
    );
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
