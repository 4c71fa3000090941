import { type LookupAddress, lookup, type LookupAllOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Whom a request goes to: the registry, the token service that it names, the storage that it redirects to. */
export type Role = "registry" | "realm" | "storage";

/** A look-up of all addresses that a name has. */
export type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** A registry leads to where it may not: into the private network that we happen to be in. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/**
 * Holds each connection against what a registry may make us connect to. A token service on an address that is not public
 * is asked only where the registry itself is on that host or address; storage, also where the registry is not public.
 */
export class Guard {
  readonly #registry: string;
  /** The addresses that the registry's name led to. */
  readonly #addresses = new Set<string>();

  readonly #resolve: Resolve;

  /** @param registry its host, without a port */
  constructor(registry: string, resolve: Resolve = lookup) {
    this.#resolve = resolve;
    this.#registry = bare(registry);
    if (isIP(this.#registry) !== 0) this.#addresses.add(this.#registry);
  }

  /**
   * What is known before a connection: an address needs no look-up, and a proxy makes its own.
   *
   * @throws ForbiddenAddress
   */
  checkHost(host: string, role: Role): void {
    const name = bare(host);
    const isLocalName = name === "localhost" || name.endsWith(".localhost");
    if (isIP(name) !== 0 || isLocalName) this.#check(name, [isLocalName ? "127.0.0.1" : name], role);
  }

  /**
   * In place of Node's own look-up of names, so that what is checked is what is connected to: a name that means another
   * address each time it is asked gains nothing.
   */
  lookup(role: Role): LookupFunction {
    return (host, options, done) => {
      this.#resolve(host, { ...options, all: true }, (error, found) => {
        if (error !== null) {
          done(error, []);
          return;
        }
        const addresses = found.map(({ address }) => address);
        if (role === "registry") for (const address of addresses) this.#addresses.add(address);
        try {
          this.#check(host, addresses, role);
        } catch (forbidden) {
          done(forbidden as ForbiddenAddress, []);
          return;
        }
        if (options.all === true) done(null, found);
        else done(null, found[0]?.address ?? "", found[0]?.family);
      });
    };
  }

  #check(host: string, addresses: readonly string[], role: Role): void {
    if (role === "registry" || bare(host) === this.#registry) return;
    const known = [...this.#addresses];
    if (role === "storage" && known.some((address) => !isPublicAddress(address))) return;
    if (addresses.every((address) => isPublicAddress(address) || known.includes(address))) return;
    throw new ForbiddenAddress("it is on an address that is not public, and the registry is not on it");
  }
}

/** `::1` of `[::1]`. */
function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, "");
}
