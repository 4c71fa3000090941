import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../src/option-values.ts";
import { inspectRequest, type Surroundings } from "../src/request.ts";

const AROUND: Surroundings = {
  env: { LUMOGATE_CACHE_DIR: "cache" },
  directory: ".",
  now: new Date(0),
  signal: new AbortController().signal,
  progress: () => undefined,
};

const request = (...args: readonly string[]) =>
  inspectRequest(parseCommandLine("inspect", ["image", ...args]), AROUND);

describe("what is asked of a source", () => {
  test.each([
    ["linux/arm64", { os: "linux", architecture: "arm64" }],
    ["linux/arm/v7", { os: "linux", architecture: "arm", variant: "v7" }],
    ["all", "all"],
  ])("is the platform %s", (text, platform) => {
    expect(request("--platform", text).source.platform).toEqual(platform);
  });

  test.each(["arm64", "linux/", "linux/arm/v7/x", "linux/../etc", "All"])(
    "is no platform written %s",
    (text) => {
      expect(() => request("--platform", text)).toThrow(expect.objectContaining({ code: "usage.platform" }));
    },
  );

  test.each(["localhost:5000", "10.0.0.1", "[::1]:5000", "registry.example.com"])(
    "is plain HTTP for %s, as an image's name has it",
    (host) => {
      expect(request("--plain-http", host).source.registry.plainHttp).toEqual([host]);
    },
  );

  test.each(["http://localhost:5000", "localhost:5000/app", "a b", "host:"])(
    "is no plain HTTP for %s, which is no host and would be of no use",
    (text) => {
      expect(() => request("--plain-http", text)).toThrow(
        expect.objectContaining({ code: "usage.plain-http" }),
      );
    },
  );

  test("is every file, unless only the system is asked for", () => {
    expect(request().scope).toBe("all");
    expect(request("--scope", "os").scope).toBe("os");
    expect(() => request("--scope", "files")).toThrow(expect.objectContaining({ code: "usage.choice" }));
  });

  test("keeps facts where the environment says, or nowhere", () => {
    expect(request().source.cacheDirectory).toBe("cache");
    expect(request("--no-cache").source.cacheDirectory).toBeUndefined();
  });
});
