import { Agent, type Dispatcher, ProxyAgent } from "undici";
import type { Endpoint } from "./endpoint.ts";
import { Guard, type Role } from "./guard.ts";
import { proxyFor } from "./proxy.ts";
import type { Timing } from "./timing.ts";
import { type TlsOptions, Trust, type TrustOptions } from "./trust.ts";
import { tunnel } from "./tunnel.ts";

export interface DispatcherOptions extends TrustOptions {
  readonly timing: Timing;
}

/**
 * The connections of one registry's client, kept for the next request. Nobody closes them: idle ones end by themselves,
 * and hold no process.
 */
export class Dispatchers {
  readonly #options: DispatcherOptions;
  readonly #guard: Guard;
  readonly #trust: Trust;
  readonly #known = new Map<string, Dispatcher>();

  constructor(endpoint: Endpoint, options: DispatcherOptions) {
    this.#options = options;
    this.#guard = new Guard(endpoint.url.hostname);
    this.#trust = new Trust(endpoint.domain, options);
  }

  /** @throws ForbiddenAddress; LumogateError `registry.proxy`, `registry.certificates` */
  async for(url: URL, role: Role): Promise<Dispatcher> {
    this.#guard.checkHost(url.hostname, role);
    const key = `${role} ${url.origin}`;
    const known = this.#known.get(key) ?? (await this.#open(url, role));
    this.#known.set(key, known);
    return known;
  }

  async #open(url: URL, role: Role): Promise<Dispatcher> {
    const { env, timing } = this.#options;
    const timeout = timing.connectMs;
    const proxy = proxyFor(url, env);
    const contextFor = async ({ protocol }: URL, isRegistry: boolean): Promise<TlsOptions> =>
      protocol === "https:" ? { secureContext: await this.#trust.context(isRegistry) } : {};
    const target = await contextFor(url, role === "registry");
    if (proxy === undefined) {
      return new Agent({ connect: { ...target, timeout, lookup: this.#guard.lookup(role) } });
    }
    if (url.protocol === "http:" && proxy.protocol === "http:") {
      // Plain HTTP is a request to the proxy itself: most let CONNECT through to port 443 only.
      return new ProxyAgent({ uri: proxy.href, proxyTunnel: false, proxyTls: { timeout } });
    }
    return new Agent({ connect: tunnel(proxy, await contextFor(proxy, false), target, timeout) });
  }
}
