import { describe, expect, it } from "vitest";
import { parseImageConfig } from "../../../src/oci/documents/image-config.ts";

const EMPTY = { env: [], exposedPorts: [], volumes: [], labels: {}, onBuild: [], secrets: [] };

describe("an image's config", () => {
  it("is read under our names, lists without an order of their own sorted", () => {
    const config = {
      User: "app:app",
      Env: ["PATH=/bin", "A=b"],
      Entrypoint: ["/b", "/a"],
      Cmd: ["z", "a"],
      WorkingDir: "/work",
      ExposedPorts: { "8080/tcp": {}, "53/udp": {} },
      Volumes: { "/var": {}, "/data": {} },
      Labels: { b: "2", a: "1" },
      Healthcheck: { Test: ["CMD", "true"], Interval: 3e9, Timeout: 0, Retries: 2 },
      StopSignal: "SIGINT",
      OnBuild: ["RUN z", "RUN a"],
      Shell: ["/bin/bash", "-c"],
    };
    expect(parseImageConfig(config)).toEqual({
      user: "app:app",
      env: ["A", "PATH"],
      entrypoint: ["/b", "/a"],
      cmd: ["z", "a"],
      workingDir: "/work",
      exposedPorts: ["53/udp", "8080/tcp"],
      volumes: ["/data", "/var"],
      labels: { a: "1", b: "2" },
      healthcheck: { test: ["CMD", "true"], interval: 3e9, retries: 2 },
      stopSignal: "SIGINT",
      onBuild: ["RUN z", "RUN a"],
      shell: ["/bin/bash", "-c"],
      secrets: [],
    });
  });

  it.each([
    ["is missing", undefined],
    ["is null", null],
    ["says nothing", { User: "", Env: null, Cmd: [], Labels: null, Healthcheck: null, Volumes: {} }],
  ])("that %s has no fields but the lists", (_what, config) => {
    expect(parseImageConfig(config)).toEqual(EMPTY);
  });

  it("gives no value of the environment away, however it is written", () => {
    const env = ["A=s3cret", "B=x=s3cret", "C=line\ns3cret", "=s3cret", "D", "A=again"];
    expect(parseImageConfig({ Env: env }).env).toEqual(["", "A", "B", "C", "D"]);
  });

  it("keeps labels exactly, whatever their keys", () => {
    const text = '{"Labels":{"__proto__":"a","constructor":"b","toString":"c","":"d","\\n::error::":"e"}}';
    const { labels } = parseImageConfig(JSON.parse(text));
    expect(JSON.stringify({ Labels: labels })).toBe(
      '{"Labels":{"":"d","\\n::error::":"e","__proto__":"a","constructor":"b","toString":"c"}}',
    );
    expect(Object.hasOwn(labels, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });

  it.each([
    ["a label that is a number", { Labels: { a: 1 } }],
    ["a label that is null", { Labels: { a: null } }],
    ["labels in a list", { Labels: ["a=b"] }],
    ["a user that is a number", { User: 0 }],
    ["a command in one string", { Cmd: "sh" }],
    ["an environment with an object", { Env: [{}] }],
    ["volumes in a list", { Volumes: ["/data"] }],
    ["an interval in words", { Healthcheck: { Test: ["NONE"], Interval: "3s" } }],
    ["no object at all", "config"],
  ])("with %s is an error", (_what, config) => {
    expect(() => parseImageConfig(config)).toThrow(expect.objectContaining({ code: "image.config" }));
  });

  it("with more volumes or labels than any honest image is an error that names the limit", () => {
    const volumes = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`/v${index}`, {}]));
    const labels = { a: "x".repeat(2 ** 21) };
    for (const [config, limit] of [
      [{ Volumes: volumes }, "volumes"],
      [{ Labels: labels }, "labelBytes"],
    ] as const) {
      expect(() => parseImageConfig(config)).toThrow(
        expect.objectContaining({ code: "image.limit", message: expect.stringContaining(limit) as string }),
      );
    }
  });
});
