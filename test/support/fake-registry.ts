import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import type { Timing } from "../../src/registry/timing.ts";
import { debianFiles } from "./image.ts";
import { tar } from "./tar.ts";

export type Handler = (answer: http.ServerResponse, asked: http.IncomingMessage) => void;

/** By method and path: `GET /v2/app/manifests/1`. A path that ends with a star stands for all that begin so. */
export type Routes = Readonly<Record<string, Handler>>;

export interface FakeRegistry {
  /** `127.0.0.1:40123` */
  readonly host: string;
  readonly image: FakeImage;
  /** Every request so far. */
  readonly asked: readonly http.IncomingMessage[];
  /** Of those, the method and the path. */
  calls(): string[];
}

export interface FakeImage {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layer: Blob;
}

export interface Blob {
  readonly type: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

export interface FakeRegistryOptions {
  /** Besides the sound ones, or in their place. */
  readonly routes?: Routes;
  readonly image?: FakeImage;
  /** Key and certificate in PEM; left out: plain HTTP. */
  readonly tls?: https.ServerOptions;
  /** An address of this machine. */
  readonly address?: string;
}

export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const INDEX = "application/vnd.oci.image.index.v1+json";
export const CONFIG = "application/vnd.oci.image.config.v1+json";
export const LAYER = "application/vnd.oci.image.layer.v1.tar";

/** A registry for faults that a real one cannot be talked into; has one image, `app:1`. Lives until the test is over. */
export async function fakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const { routes = {}, image = fakeImage(), tls, address = "127.0.0.1" } = options;
  const asked: http.IncomingMessage[] = [];
  const all = new Map(Object.entries({ ...soundRoutes(image), ...routes }));
  const handle: Handler = (answer, request) => {
    asked.push(request);
    const call = callOf(request);
    const [, route] = [...all].findLast(([name]) =>
      name.endsWith("*") ? call.startsWith(name.slice(0, -1)) : call === name,
    ) ?? [undefined, status(404)];
    route(answer, request);
  };
  const swapped = (request: http.IncomingMessage, answer: http.ServerResponse): void =>
    handle(answer, request);
  const server = tls === undefined ? http.createServer(swapped) : https.createServer(tls, swapped);
  const open = new Set<Duplex>();
  server.on("connection", (socket: Duplex) => open.add(socket));
  server.listen(0, address);
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: `${address.includes(":") ? `[${address}]` : address}:${port}`,
    image,
    asked,
    calls: () => asked.map(callOf),
  };
}

function callOf({ method = "", url = "" }: http.IncomingMessage): string {
  return `${method} ${url}`;
}

export function blob(type: string, content: Buffer | string | object): Blob {
  const bytes = Buffer.from(
    typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  );
  return { type, bytes, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

export function descriptor({ type, bytes, digest }: Blob): object {
  return { mediaType: type, size: bytes.length, digest };
}

/** A Debian of one layer, without compression. @param manifest laid over its manifest */
export function fakeImage(manifest: object = {}): FakeImage {
  const layer = blob(LAYER, tar(debianFiles()));
  const config = blob(CONFIG, {
    architecture: "amd64",
    os: "linux",
    created: "2026-01-02T03:04:05Z",
    config: {},
    rootfs: { type: "layers", diff_ids: [layer.digest] },
    history: [{ created_by: "COPY . /" }],
  });
  const document = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(config),
    layers: [descriptor(layer)],
    ...manifest,
  };
  return { manifest: blob(MANIFEST, document), config, layer };
}

function soundRoutes({ manifest, config, layer }: FakeImage): Routes {
  return {
    "GET /v2/app/manifests/1": give(manifest),
    [`GET /v2/app/manifests/${manifest.digest}`]: give(manifest),
    [`GET /v2/app/blobs/${config.digest}`]: give(config),
    [`GET /v2/app/blobs/${layer.digest}`]: give(layer),
  };
}

/** @param headers laid over the usual ones */
export function give({ type, bytes, digest }: Blob, headers: http.OutgoingHttpHeaders = {}): Handler {
  return (answer) => {
    answer.writeHead(200, {
      "content-type": type,
      "content-length": bytes.length,
      "docker-content-digest": digest,
      ...headers,
    });
    answer.end(bytes);
  };
}

export function status(code: number, headers: http.OutgoingHttpHeaders = {}, body = ""): Handler {
  return (answer) => void answer.writeHead(code, headers).end(body);
}

/** Each of them once, in turn; the last one for ever. */
export function inTurn(...handlers: readonly Handler[]): Handler {
  let next = 0;
  return (answer, asked) => {
    handlers[Math.min(next, handlers.length - 1)]?.(answer, asked);
    next += 1;
  };
}

/** Bounds short enough for a test, and a clock that does not wait: what would have been waited is in `waits`. */
export function testTiming(part: Partial<Timing> = {}): Timing & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  return {
    connectMs: 500,
    headersMs: 500,
    idleMs: 500,
    documentMs: 1500,
    bytesPerSecond: 1_000_000,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    ...part,
    waits,
  };
}
