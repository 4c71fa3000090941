import type * as Dns from "node:dns";
import type { Resolve } from "../../src/registry/guard.ts";

/** The module with a look-up that knows itself that there is no host below `.invalid`, and asks nobody for one. */
export function withoutInvalid(dns: typeof Dns): object {
  const lookup: Resolve = (host, options, done) => {
    if (!host.endsWith(".invalid")) dns.lookup(host, options, done);
    else done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }), []);
  };
  return { ...dns, lookup };
}
