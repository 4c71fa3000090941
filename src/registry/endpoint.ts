/** Where a registry answers. */
export interface Endpoint {
  /** As references name it: `docker.io`, `localhost:5000`. */
  readonly domain: string;
  /** `https://registry-1.docker.io` */
  readonly url: URL;
}

/** Whom the user allows to be asked without TLS. */
export interface PlainHosts {
  /** @param url of any scheme */
  has(url: URL): boolean;
}

/** @param hosts `localhost:5000`; without a port, the host at port 80 */
export function plainHosts(hosts: readonly string[]): PlainHosts {
  // URL writes an address in the one way, and leaves out the port that goes without saying.
  const known = new Set(hosts.map(normalized));
  return { has: ({ host }) => host !== "" && known.has(normalized(host)) };
}

function normalized(host: string): string {
  return parseUrl(`http://${host}`)?.host ?? "";
}

export function endpointOf(domain: string, plain: PlainHosts): Endpoint {
  // Docker Hub answers elsewhere than it is named.
  const host = domain === "docker.io" ? "registry-1.docker.io" : domain;
  const told = plain.has(new URL(`http://${host}`));
  return { domain, url: new URL(`${told ? "http" : "https"}://${host}`) };
}

/** undefined where the text is no address */
export function parseUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}
