import { randomBytes } from "node:crypto";
import type http from "node:http";
import { describe, expect, it } from "vitest";
import type { Blob } from "../../src/oci/blob.ts";
import { Repository } from "../../src/registry/repository.ts";
import {
  fakeRegistry,
  type FakeRegistry,
  give,
  type Handler,
  inTurn,
  LAYER,
  blob,
  testTiming,
} from "../support/fake-registry.ts";

const CONTENT = blob(LAYER, randomBytes(100_000));
const PATH = `GET /v2/app/blobs/${CONTENT.digest}`;

/** A layer in a registry that answers as told. */
async function layer(
  ...answers: readonly Handler[]
): Promise<{ layer: Blob; registry: FakeRegistry; waits: readonly number[] }> {
  const registry = await fakeRegistry({ routes: { [PATH]: inTurn(...answers) } });
  const timing = testTiming();
  const repository = new Repository(
    { domain: registry.host, path: "app" },
    {
      plainHttp: [registry.host],
      env: { HOME: "/nonexistent" },
      signal: new AbortController().signal,
      progress: () => undefined,
      timing,
    },
  );
  const { type, digest, bytes } = CONTENT;
  const descriptor = {
    mediaType: type,
    digest,
    size: bytes.length,
    annotations: new Map(),
    isForeign: false,
  };
  return { layer: repository.layer(descriptor, "layer 0"), registry, waits: timing.waits };
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Hangs up after so many of the bytes that it was asked for. @param headers besides the usual ones */
function cutAfter(
  bytes: number,
  { status = 206, ...headers }: http.OutgoingHttpHeaders & { status?: number } = {},
): Handler {
  return (answer, asked) => {
    const from = Number(/^bytes=(\d+)-$/.exec(asked.headers.range ?? "")?.[1] ?? 0);
    const rest = CONTENT.bytes.subarray(from);
    const range = `bytes ${from}-${CONTENT.bytes.length - 1}/${CONTENT.bytes.length}`;
    const usual = { "content-length": rest.length, ...(from > 0 ? { "content-range": range } : {}) };
    answer.writeHead(from > 0 ? status : 200, { ...usual, ...headers });
    answer.write(rest.subarray(0, bytes), () => (bytes < rest.length ? answer.destroy() : answer.end()));
  };
}

describe("a layer in a registry", () => {
  it("is read on where the connection broke off", async () => {
    const { layer: broken, registry, waits } = await layer(cutAfter(30_000), cutAfter(20_000), cutAfter(1e9));
    expect((await read(broken.open())).equals(CONTENT.bytes)).toBe(true);
    expect(registry.asked.map(({ headers }) => headers.range)).toEqual([
      undefined,
      "bytes=30000-",
      "bytes=50000-",
    ]);
    expect(waits).toEqual([150, 300]);
  });

  it("is read from its start again by a registry that knows no ranges", async () => {
    const { layer: broken } = await layer(cutAfter(30_000), give(CONTENT));
    expect((await read(broken.open())).equals(CONTENT.bytes)).toBe(true);
  });

  it.each<[string, http.OutgoingHttpHeaders]>([
    ["another range", { "content-range": `bytes 0-69999/${CONTENT.bytes.length}` }],
    ["a range of something else", { "content-range": "bytes 30000-99999/100001" }],
    ["a range of no known size", { "content-range": "bytes 30000-99999/*" }],
  ])("is not read on with %s", async (_, headers) => {
    const { layer: broken } = await layer(cutAfter(30_000), cutAfter(1e9, headers));
    await expect(read(broken.open())).rejects.toMatchObject({ code: "registry.protocol" });
  });

  it("is given up where it breaks off each time", async () => {
    const { layer: broken, registry } = await layer(cutAfter(10));
    await expect(read(broken.open())).rejects.toMatchObject({ code: "registry.incomplete" });
    expect(registry.asked).toHaveLength(4);
  });

  it("is given in part, without what lies behind", async () => {
    const { layer: sound } = await layer(give(CONTENT));
    expect((await read(sound.open(10, 20))).equals(CONTENT.bytes.subarray(10, 20))).toBe(true);
    expect((await read(sound.open(99_990))).equals(CONTENT.bytes.subarray(99_990))).toBe(true);
    expect(sound.isSeekable).toBe(false);
  });
});
