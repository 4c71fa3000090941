import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { onTestFinished, vi } from "vitest";
import { connect, type Engine } from "../../src/engine/connect.ts";

/** Answers one call of the Docker Engine API. */
export type Route = (
  answer: http.ServerResponse,
  asked: http.IncomingMessage,
  query: URLSearchParams,
) => void;

/** By method and path without its version: `GET /images/app/json`. */
export type Routes = Readonly<Record<string, Route>>;

/** An engine for faults that a real one cannot be talked into. It knows one image and one container. */
export interface FakeEngine {
  readonly socket: string;
  /** For the run: `DOCKER_HOST`, and a home without credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** For what is more than asking and answering: connections that are turned over to another protocol. */
  readonly server: http.Server;
  /** Every call so far, as `method path`. */
  readonly calls: readonly string[];
  connect(signal?: AbortSignal): Promise<Engine>;
}

export const IMAGE_ID = `sha256:${"ab".repeat(32)}`;
export const LAYER_ID = `sha256:${"cd".repeat(32)}`;

/** Lives until the test is over. @param routes besides the healthy ones, or in their place */
export async function fakeEngine(routes: Routes = {}): Promise<FakeEngine> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-fake-"));
  const socket = path.join(folder, "engine.sock");
  const calls: string[] = [];
  const all = new Map(Object.entries({ ...HEALTHY, ...routes }));
  const server = http.createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url ?? "/", "http://engine");
    const call = `${asked.method ?? ""} ${pathname.replace(/^\/v\d\.\d+/, "")}`;
    calls.push(call);
    const route = all.get(call) ?? all.get(call.replace(/lumogate-[0-9a-f-]{36}/, "NAME"));
    if (route === undefined) refuse(404, `no such thing: ${call}`)(answer, asked, searchParams);
    else route(answer, asked, searchParams);
  });
  server.listen(socket);
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  const env = { DOCKER_HOST: `unix://${socket}`, HOME: folder, PATH: process.env["PATH"] };
  return {
    socket,
    env,
    server,
    calls,
    connect: (signal = new AbortController().signal) => connect(env, signal),
  };
}

/** Until the test is over, every `AbortSignal.timeout` comes that soon. */
export function stubTimeouts(milliseconds: number): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const stub = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(milliseconds));
  onTestFinished(() => stub.mockRestore());
}

export function json(value: unknown, status = 200): Route {
  return (answer) => {
    answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
}

export function refuse(status: number, message: string): Route {
  return json({ message }, status);
}

/** Lines of progress with status 200, as `/images/create` streams them. */
export function lines(...events: readonly object[]): Route {
  return (answer) => {
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(events.map((event) => `${JSON.stringify(event)}\r\n`).join(""));
  };
}

export interface Stat {
  /** Go's `fs.FileMode`; left out: a regular file. */
  readonly mode?: number;
  readonly size: number;
  readonly linkTarget?: string;
}

/** Go's `fs.FileMode` of what is no regular file. */
export const MODE = {
  directory: 0x8000_0000,
  link: 0x0800_0000,
  pipe: 0x0200_0000,
  device: 0x0400_0000,
} as const;

/** The header by which the archive API says what lies at a path. */
export function statHeader({ mode = 0o644, size, linkTarget = "" }: Stat): http.OutgoingHttpHeaders {
  const stat = { name: "x", size, mode, mtime: "2024-01-01T00:00:00Z", linkTarget };
  return { "x-docker-container-path-stat": Buffer.from(JSON.stringify(stat)).toString("base64") };
}

export const aHistory = [
  {
    Id: IMAGE_ID,
    Created: 1700000001,
    CreatedBy: 'CMD ["sh"]',
    Size: 0,
    Comment: "buildkit.dockerfile.v0",
    Tags: null,
  },
  {
    Id: "<missing>",
    Created: 1700000000,
    CreatedBy: "COPY a /a # buildkit",
    Size: 3,
    Comment: "buildkit.dockerfile.v0",
    Tags: null,
  },
];

export const anInspection = {
  Id: IMAGE_ID,
  RepoTags: ["app:1"],
  RepoDigests: [],
  Created: "2024-01-01T00:00:00Z",
  Architecture: "amd64",
  Os: "linux",
  Size: 3,
  Config: { Cmd: ["sh"], Env: ["TOKEN=canary"], Labels: { a: "b" } },
  RootFS: { Type: "layers", Layers: [LAYER_ID] },
};

const HEALTHY: Routes = {
  "GET /_ping": (answer) => answer.writeHead(200, { "api-version": "1.41", ostype: "linux" }).end("OK"),
  "GET /images/app/json": json(anInspection),
  [`GET /images/${IMAGE_ID}/history`]: json(aHistory),
  "GET /containers/json": json([]),
  "GET /images/json": json([]),
  "POST /containers/create": json({ Id: "c1", Warnings: [] }, 201),
  "GET /containers/c1/json": json({ Id: "c1" }),
  "DELETE /containers/NAME": (answer) => answer.writeHead(204).end(),
};
