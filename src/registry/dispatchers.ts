import { Agent, type Dispatcher, ProxyAgent } from "undici";
import type { Environment } from "../credentials/docker-config.ts";
import type { Endpoint } from "./endpoint.ts";
import { Guard, type Role } from "./guard.ts";
import { proxyFor } from "./proxy.ts";
import type { Timing } from "./timing.ts";
import { readTrust, type Trust } from "./trust.ts";
import { tunnel } from "./tunnel.ts";

export interface ConnectionOptions {
  readonly caFile?: string;
  readonly env: Environment;
  readonly timing: Timing;
}

/**
 * The connections of one registry's client, kept for the next request. Nobody closes them: idle ones end by themselves,
 * and hold no process.
 */
export class Dispatchers {
  readonly #endpoint: Endpoint;
  readonly #options: ConnectionOptions;
  readonly #guard: Guard;
  readonly #known = new Map<string, Dispatcher>();
  #trust: Promise<Trust> | undefined;

  constructor(endpoint: Endpoint, options: ConnectionOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#guard = new Guard(endpoint.url.hostname);
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
    const { env, timing, caFile } = this.#options;
    this.#trust ??= readTrust(this.#endpoint.domain, { env, ...(caFile === undefined ? {} : { caFile }) });
    const trust = await this.#trust;
    const secureContext = role === "registry" ? trust.registry : trust.others;
    const timeout = timing.connectMs;
    const proxy = proxyFor(url, env);
    if (proxy === undefined) {
      return new Agent({ connect: { secureContext, timeout, lookup: this.#guard.lookup(role) } });
    }
    if (url.protocol === "https:" || proxy.protocol === "https:") {
      const options = { proxyContext: trust.others, targetContext: secureContext, timeout };
      return new Agent({ connect: tunnel(proxy, options) });
    }
    // Plain HTTP is a request to the proxy itself: most let CONNECT through to port 443 only.
    return new ProxyAgent({ uri: proxy.href, proxyTunnel: false, proxyTls: { timeout } });
  }
}
