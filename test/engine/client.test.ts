import { describe, expect, it } from "vitest";
import { createClient } from "../../src/engine/client.ts";
import { connectionError, noneReachable } from "../../src/engine/failure.ts";
import { openTransport } from "../../src/engine/transport.ts";
import { fakeEngine, json, refuse } from "../support/fake-engine.ts";

async function list(socket: string, callMs = 10_000, signal?: AbortSignal): Promise<unknown> {
  const bounds = signal === undefined ? { callMs } : { callMs, signal };
  const transport = await openTransport({ kind: "socket", path: socket, url: `unix://${socket}` });
  const client = await createClient(transport, bounds);
  return client.listContainers();
}

describe("a call to the engine", () => {
  it("that is refused gives the engine's own words, on one line", async () => {
    const { socket } = await fakeEngine({
      "GET /containers/json": refuse(500, "disk\r\nfull\u001b[2J\u2028now."),
    });
    await expect(list(socket)).rejects.toMatchObject({
      code: "engine.refused",
      status: 500,
      message: "The engine refused GET /containers/json with status 500: disk full [2J now.",
    });
  });

  it("that a proxy refuses in HTML is an error all the same", async () => {
    const { socket } = await fakeEngine({
      "GET /containers/json": (answer) => answer.writeHead(502).end("<h1>Bad gateway</h1>"),
    });
    await expect(list(socket)).rejects.toMatchObject({ code: "engine.refused", status: 502 });
  });

  it.each([
    ["is cut short", '[{"Id":'],
    ["is no JSON", "<html>"],
    ["is a number", "1"],
  ])("whose answer %s is an error", async (_what, body) => {
    const { socket } = await fakeEngine({ "GET /containers/json": (answer) => answer.end(body) });
    await expect(list(socket)).rejects.toMatchObject({ code: "engine.answer" });
  });

  it("whose connection breaks in the middle of the answer is an error", async () => {
    const { socket } = await fakeEngine({
      "GET /containers/json": (answer) => {
        answer.writeHead(200, { "content-length": 100 });
        answer.write("[1,", () => answer.destroy());
      },
    });
    await expect(list(socket)).rejects.toMatchObject({ code: "engine.answer" });
  });

  it("whose answer does not end is given up when it is too large", async () => {
    const piece = Buffer.alloc(1 << 20, " ");
    const { socket } = await fakeEngine({
      "GET /containers/json": (answer) => {
        const more = (): void => void (answer.write(piece) ? setImmediate(more) : answer.once("drain", more));
        more();
      },
    });
    await expect(list(socket)).rejects.toThrow(/engineJsonBytes/);
  });

  it("whose refusal does not end is still the refusal", async () => {
    const { socket } = await fakeEngine({
      "GET /containers/json": (answer) => {
        const more = (): void =>
          void (answer.write("x".repeat(9999)) ? setImmediate(more) : answer.once("drain", more));
        answer.writeHead(500);
        more();
      },
    });
    await expect(list(socket)).rejects.toMatchObject({ code: "engine.refused", status: 500 });
  });

  it.each([
    ["never begins", 0],
    ["begins and stops", 1],
  ])("whose answer %s runs out of time", async (_what, bytes) => {
    const { socket } = await fakeEngine({
      "GET /containers/json": (answer) => {
        if (bytes > 0) answer.write("[");
      },
    });
    await expect(list(socket, 50)).rejects.toMatchObject({
      code: "engine.timeout",
      message: "The engine did not finish GET /containers/json within 0.05 seconds.",
    });
  });

  it("that is cancelled throws the reason, also in the middle of the answer", async () => {
    const reason = new Error("cancelled");
    const cancel = new AbortController();
    const { socket } = await fakeEngine({
      "GET /containers/json": (answer) => {
        answer.write("[", () => cancel.abort(reason));
      },
    });
    await expect(list(socket, 10_000, cancel.signal)).rejects.toBe(reason);
  });

  it("goes where it was told to, whatever DOCKER_HOST says", async () => {
    const { socket } = await fakeEngine({ "GET /containers/json": json([{ Id: "here" }]) });
    const before = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "tcp://[not an address";
    try {
      expect(await list(socket)).toEqual([{ Id: "here" }]);
      expect(process.env["DOCKER_HOST"]).toBe("tcp://[not an address");
    } finally {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
    }
  });
});

describe("a failed connection", () => {
  const endpoint = { kind: "socket", path: "/x.sock", url: "unix:///x.sock" } as const;
  const failed = (code: string): string =>
    connectionError(Object.assign(new Error("why"), { code }), endpoint, "GET /x", false).code;

  it.each([
    ["ENOENT", "engine.unreachable"],
    ["ECONNREFUSED", "engine.unreachable"],
    ["EACCES", "engine.permission"],
    ["EPERM", "engine.permission"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "engine.tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "engine.tls"],
    ["EPROTO", "engine.tls"],
    ["HPE_INVALID_CONSTANT", "engine.answer"],
  ])("by %s is %s", (code, expected) => {
    expect(failed(code)).toBe(expected);
  });

  it("to a name with several addresses is told by the first", () => {
    const refused = Object.assign(new Error("refused"), { code: "EACCES" });
    expect(connectionError(new AggregateError([refused]), endpoint, "GET /x", false).code).toBe(
      "engine.permission",
    );
  });

  it("to each of several places is told in one sentence", () => {
    const gone = new Error("connect ENOENT /x.sock");
    const failures = [endpoint, { ...endpoint, url: "unix:///y.sock" }].map((place) =>
      connectionError(gone, place, "GET /x", false),
    );
    expect(noneReachable("the default sockets", failures, "Start one.").message).toBe(
      "No container engine answered; tried the default sockets: unix:///x.sock: connect ENOENT /x.sock; " +
        "unix:///y.sock: connect ENOENT /x.sock.",
    );
  });

  it("to a place that is not allowed counts more than places where nothing is", () => {
    const failures = ["ENOENT", "EACCES", "ENOENT"].map((code) =>
      connectionError(Object.assign(new Error(code), { code }), endpoint, "GET /x", false),
    );
    expect(noneReachable("the default sockets", failures, "Start one.").code).toBe("engine.permission");
  });
});
