import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openContentImage } from "../../src/engine/content/image.ts";
import { ContentStore } from "../../src/engine/content/store.ts";
import type { InspectedImage } from "../../src/engine/image.ts";
import type { OpenImage } from "../../src/model/image.ts";
import type { Descriptor } from "../../src/oci/documents/descriptor.ts";
import { extractor } from "../support/extractor.ts";
import {
  type Answers,
  contentOf,
  end,
  type FakeContent,
  framed,
  serveContent,
} from "../support/fake-content.ts";
import { fakeEngine, type FakeEngine } from "../support/fake-engine.ts";
import { file, tar } from "../support/tar.ts";

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

class Blobs extends Map<string, Uint8Array> {
  /** @returns its descriptor */
  add(content: Uint8Array | object, mediaType: string): Descriptor {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    this.set(digest, bytes);
    return { mediaType, digest, size: bytes.length, annotations: new Map(), isForeign: false };
  }
}

const OCI = "application/vnd.oci.image";

interface Stored {
  readonly manifest: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly string[];
}

/** An image of gzipped layers, /state another one in each. */
function storeImage(blobs: Blobs, contents: readonly string[], architecture = "amd64"): Stored {
  const tars = contents.map((content) => tar([file("state", content)]));
  const diffIds = tars.map(digestOf);
  const rootfs = { type: "layers", diff_ids: diffIds };
  const config = blobs.add({ os: "linux", architecture, config: {}, rootfs }, `${OCI}.config.v1+json`);
  const layers = tars.map((layer) => blobs.add(gzipSync(layer), `${OCI}.layer.v1.tar+gzip`));
  const mediaType = `${OCI}.manifest.v1+json`;
  return { manifest: blobs.add({ schemaVersion: 2, mediaType, config, layers }, mediaType), layers, diffIds };
}

async function engineWith(content: FakeContent): Promise<FakeEngine> {
  const fake = await fakeEngine();
  serveContent(fake.server, content);
  return fake;
}

function inspected(id: string, diffIds: readonly string[]): InspectedImage {
  const platform = { os: "linux", architecture: "amd64" };
  const config = { env: [], exposedPorts: [], volumes: [], labels: {}, onBuild: [], secrets: [] };
  return { identity: { reference: "app", id, repoTags: [], repoDigests: [], platform }, config, diffIds };
}

async function open(
  content: FakeContent,
  id: string,
  diffIds: readonly string[],
  signal = new AbortController().signal,
): Promise<OpenImage | undefined> {
  const fake = await engineWith(content);
  return openContentImage(await fake.connect(signal), inspected(id, diffIds), {
    extractor: extractor({ wanted: () => true }),
    signal,
  });
}

async function statesOf(image: OpenImage | undefined): Promise<string[]> {
  const states = (await image?.history?.states()) ?? [];
  const answers = await Promise.all(states.map(({ files }) => files.readFile("/state")));
  await image?.close();
  return answers.map((answer) =>
    answer.kind === "file" ? Buffer.from(answer.bytes).toString() : answer.kind,
  );
}

describe("an image in an engine's content store", () => {
  it("is opened by the manifest that its ID stands for", async () => {
    const blobs = new Blobs();
    const { manifest, diffIds } = storeImage(blobs, ["one", "two"]);
    expect(await statesOf(await open(contentOf(blobs), manifest.digest, diffIds))).toEqual(["one", "two"]);
  });

  it("is the one of the index that has the platform and the layers that the engine told of", async () => {
    const blobs = new Blobs();
    const [arm, other, meant] = [
      storeImage(blobs, ["arm"], "arm64"),
      storeImage(blobs, ["other"]),
      storeImage(blobs, ["meant"]),
    ];
    const mediaType = `${OCI}.index.v1+json`;
    const amd64 = { os: "linux", architecture: "amd64" };
    const manifests = [
      { ...arm.manifest, platform: { os: "linux", architecture: "arm64" } },
      { ...other.manifest, platform: amd64 },
      { ...meant.manifest, platform: amd64 },
    ];
    const index = blobs.add({ schemaVersion: 2, mediaType, manifests }, mediaType);
    expect(await statesOf(await open(contentOf(blobs), index.digest, meant.diffIds))).toEqual(["meant"]);
    await expect(open(contentOf(blobs), index.digest, arm.diffIds)).rejects.toMatchObject({
      code: "engine.answer",
    });
  });

  it("is none where the store does not know its ID, or knows it as a config", async () => {
    const blobs = new Blobs();
    const { manifest, diffIds } = storeImage(blobs, ["one"]);
    const { config } = JSON.parse(Buffer.from(blobs.get(manifest.digest) ?? []).toString()) as {
      config: Descriptor;
    };
    expect(await open(contentOf(blobs), `sha256:${"0".repeat(64)}`, diffIds)).toBeUndefined();
    expect(await open(contentOf(blobs), config.digest, diffIds)).toBeUndefined();
  });

  it.each<[string, Answers]>([
    ["has no such service", (stream) => end(stream, 12, "unknown service")],
    ["refuses", (stream) => end(stream, 7, "permission denied")],
    [
      "tells of another blob",
      (stream) => (stream.write(framed(Buffer.from("\n\x01x", "latin1"))), end(stream)),
    ],
    ["says nothing", (stream) => end(stream)],
    ["breaks off", (stream) => stream.destroy()],
    ["begins a message of 4 GiB", (stream) => void stream.write(Buffer.from([0, 255, 255, 255, 255, 1]))],
    ["sends a compressed message", (stream) => void stream.end(Buffer.from([1, 0, 0, 0, 0]))],
  ])("is none where the engine %s: there are other ways", async (_what, Info) => {
    const blobs = new Blobs();
    const { manifest, diffIds } = storeImage(blobs, ["one"]);
    expect(await open({ ...contentOf(blobs), Info }, manifest.digest, diffIds)).toBeUndefined();
  });

  it("is none where the engine has no such endpoint", async () => {
    const fake = await fakeEngine();
    const options = { extractor: extractor({ wanted: () => true }), signal: new AbortController().signal };
    expect(await openContentImage(await fake.connect(), inspected("x", []), options)).toBeUndefined();
  });

  it.each<[string, (blobs: Blobs, stored: Stored) => void, string]>([
    [
      "was changed",
      (blobs, { layers: [layer] }) => blobs.set(layer?.digest ?? "", randomBytes(layer?.size ?? 0)),
      "blob.",
    ],
    ["is gone", (blobs, { layers: [layer] }) => void blobs.delete(layer?.digest ?? ""), "blob.missing"],
    [
      "is cut short",
      (blobs, { layers: [layer] }) =>
        blobs.set(layer?.digest ?? "", (blobs.get(layer?.digest ?? "") ?? Buffer.of()).subarray(0, 40)),
      "blob.size",
    ],
  ])("of which a layer %s is an error", async (_what, damage, code) => {
    const blobs = new Blobs();
    const stored = storeImage(blobs, ["one", "two"]);
    damage(blobs, stored);
    await expect(open(contentOf(blobs), stored.manifest.digest, stored.diffIds)).rejects.toMatchObject({
      code: expect.stringMatching(new RegExp(`^(?:${code}|compression)`)) as string,
    });
  });

  it("is cancelled with the run while a layer comes", async () => {
    const blobs = new Blobs();
    const { manifest, layers, diffIds } = storeImage(blobs, ["one"]);
    const cancel = new AbortController();
    const { Info, Read } = contentOf(blobs);
    const content: FakeContent = {
      Info,
      Read(stream, request) {
        if (!request.includes(layers[0]?.digest ?? "")) return Read(stream, request);
        // And never ends.
        return cancel.abort("enough");
      },
    };
    await expect(open(content, manifest.digest, diffIds, cancel.signal)).rejects.toBe("enough");
  });
});

async function storeOf(content: FakeContent): Promise<ContentStore> {
  const fake = await engineWith(content);
  return ContentStore.open(await fake.connect(), "app");
}

describe("a blob of the content store", () => {
  it("is read in any part, also in several at a time", async () => {
    const blobs = new Blobs();
    const bytes = randomBytes(3_000_000);
    const store = await storeOf(contentOf(blobs));
    const blob = store.layer(blobs.add(bytes, "x"), "a layer");
    const parts = await Promise.all([
      buffer(blob.open()),
      buffer(blob.open(1_500_000)),
      buffer(blob.open(10, 20)),
      buffer(blob.open(7, 7)),
    ]);
    expect(parts.map((part) => digestOf(part))).toEqual(
      [bytes, bytes.subarray(1_500_000), bytes.subarray(10, 20), Buffer.of()].map(digestOf),
    );
    store.close();
  });

  it("does not run ahead of a slow reader", async () => {
    let sent = 0;
    const blob = new Blobs();
    const { Info } = contentOf(blob);
    const piece = framed(Buffer.concat([Buffer.from([0x12, 0x80, 0x80, 0x40]), Buffer.alloc(1 << 20)]));
    const store = await storeOf({
      Info,
      async Read(stream) {
        const closed = once(stream, "close");
        for (; sent < 64 && !stream.destroyed; sent += 1) {
          if (!stream.write(piece)) await Promise.race([once(stream, "drain"), closed]);
        }
        if (!stream.destroyed) end(stream);
      },
    });
    const descriptor = {
      mediaType: "x",
      digest: "x",
      size: 64 << 20,
      annotations: new Map(),
      isForeign: false,
    };
    const reader = store.layer(descriptor, "a layer").open()[Symbol.asyncIterator]();
    await reader.next();
    // Long enough for all of it, over a socket on this machine, if nothing held it back.
    for (let turns = 0; turns < 2000; turns += 1) await turn();
    expect(sent).toBeLessThan(16);
    let bytes = 1 << 20;
    for (let next = await reader.next(); next.done !== true; next = await reader.next())
      bytes += next.value.length;
    expect(bytes).toBe(64 << 20);
    store.close();
  });
});
