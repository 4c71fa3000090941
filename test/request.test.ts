import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../src/option-values.ts";
import { gateRequest, inspectRequest, type Surroundings } from "../src/request.ts";

const AROUND: Surroundings = {
  env: { LUMOGATE_CACHE_DIR: "cache" },
  directory: ".",
  now: new Date(0),
  signal: new AbortController().signal,
  progress: () => undefined,
};

const request = (...args: readonly string[]) =>
  inspectRequest(parseCommandLine("inspect", ["image", ...args]), AROUND);

const judged = (...args: readonly string[]) =>
  gateRequest(parseCommandLine("check", ["image", ...args]), AROUND);

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

describe("what is asked of the gate", () => {
  test.each([
    ["2026-01-31", "2026-01-31T00:00:00.000Z"],
    ["2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00.000Z"],
    ["2026-01-31t23:59:59.999z", "2026-01-31T23:59:59.999Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ])("is judged as of %s, where that is asked for", (text, time) => {
    const { effectiveTime, isTimeGiven } = judged("--effective-time", text);
    expect({ time: effectiveTime.toISOString(), isTimeGiven }).toEqual({ time, isTimeGiven: true });
  });

  test("is judged as of now, else", () => {
    expect(judged()).toMatchObject({ effectiveTime: AROUND.now, isTimeGiven: false });
  });

  test.each([
    "yesterday",
    "2026-02-29",
    "2026-1-31",
    "2026-01-31T12:00:00",
    "2026-01-31T24:00:00Z",
    "1767225600",
    "2026-01-31T12:00:60Z",
  ])("is not judged as of %s: nobody could say when that is", (text) => {
    expect(() => judged("--effective-time", text)).toThrow(
      expect.objectContaining({ code: "usage.effective-time" }),
    );
  });
});
