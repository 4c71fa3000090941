import { describe, expect, it } from "vitest";
import { Guard, type Resolve, type Role } from "../../src/registry/guard.ts";

const PUBLIC = "93.184.216.34";

/** A guard in a world of these names. */
function guardIn(
  names: Readonly<Record<string, readonly string[]>>,
  registry: string,
): {
  ask: (host: string, role: Role) => Promise<boolean>;
} {
  const resolve: Resolve = (host, _, done) => {
    const found = (names[host] ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    done(null, found);
  };
  const guard = new Guard(registry, resolve);
  return {
    /** Whether a connection would be made. */
    ask: (host, role) =>
      new Promise((settle) => {
        try {
          guard.checkHost(host, role);
        } catch {
          settle(false);
          return;
        }
        guard.lookup(role)(host, {}, (error) => settle(error === null));
      }),
  };
}

describe("a registry on the internet", () => {
  const names = {
    "registry.example": [PUBLIC],
    "auth.example": ["93.184.216.35"],
    "rebound.example": ["169.254.169.254"],
    "half.example": [PUBLIC, "10.0.0.1"],
    "mapped.example": ["::ffff:10.0.0.1"],
  };

  it.each<[Role, string, boolean]>([
    ["realm", "auth.example", true],
    ["realm", "rebound.example", false],
    ["realm", "half.example", false],
    ["realm", "mapped.example", false],
    ["storage", "auth.example", true],
    ["storage", "rebound.example", false],
    ["storage", "half.example", false],
  ])("may lead to a %s at %s: %s", async (role, host, may) => {
    const { ask } = guardIn(names, "registry.example");
    await ask("registry.example", "registry");
    expect(await ask(host, role)).toBe(may);
  });

  it.each(["localhost", "a.localhost", "LOCALHOST", "[::1]", "0.0.0.0", "10.0.0.1", "[fd00::1]"])(
    "may lead nowhere by the host %s, without a look-up",
    (host) => {
      const guard = new Guard("registry.example");
      expect(() => guard.checkHost(host, "realm")).toThrow("not public");
      expect(() => guard.checkHost(host, "storage")).toThrow("not public");
    },
  );
});

describe("a registry in a private network", () => {
  const names = {
    "registry.corp": ["10.0.0.5"],
    "auth.corp": ["10.0.0.5"],
    "other.corp": ["10.0.0.6"],
  };

  it.each<[Role, string, boolean]>([
    ["realm", "registry.corp", true],
    ["realm", "auth.corp", true],
    ["realm", "other.corp", false],
    // Storage sees no credentials, and often is another machine of the same network.
    ["storage", "other.corp", true],
  ])("may lead to a %s at %s: %s", async (role, host, may) => {
    const { ask } = guardIn(names, "registry.corp");
    await ask("registry.corp", "registry");
    expect(await ask(host, role)).toBe(may);
  });

  it("named by its address may have its token service there, on another port", () => {
    const guard = new Guard("[fd00::5]");
    expect(() => guard.checkHost("[fd00::5]", "realm")).not.toThrow();
    expect(() => guard.checkHost("[fd00::6]", "realm")).toThrow("not public");
  });
});
