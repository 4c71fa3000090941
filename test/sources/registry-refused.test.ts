import { describe, expect, it } from "vitest";
import { findInRegistry } from "../../src/sources/registry.ts";
import type { SourceContext } from "../../src/sources/source.ts";
import {
  blob,
  descriptor,
  fakeImage,
  fakeRegistry,
  type FakeRegistryOptions,
  give,
  INDEX,
  LAYER,
  MANIFEST,
  status,
  testTiming,
} from "../support/fake-registry.ts";
import { sourceContext } from "../support/source-context.ts";

/** Opens the image, and closes it again: all of it has been read then. */
async function read(options: FakeRegistryOptions, part: Partial<SourceContext> = {}): Promise<void> {
  const { host } = await fakeRegistry(options);
  const context = sourceContext({ registry: { plainHttp: [host] }, env: { HOME: "/nonexistent" }, ...part });
  const found = await findInRegistry(`${host}/app:1`, context, testTiming());
  for (const image of found) await (await image.open()).close();
}

const DOCKER = "application/vnd.docker.distribution.manifest.v2+json";

describe("a registry's answer is refused", () => {
  const image = fakeImage();
  const layer = `GET /v2/app/blobs/${image.layer.digest}`;
  const tagged = "GET /v2/app/manifests/1";
  const both = blob(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(image.config),
    layers: [descriptor(image.layer)],
    manifests: [],
  });
  const untyped = blob(MANIFEST, {
    schemaVersion: 2,
    mediaType: INDEX,
    config: descriptor(image.config),
    layers: [],
  });
  const many = blob(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(image.config),
    layers: Array.from({ length: 1e6 }, () => descriptor(image.layer)),
  });
  const some = fakeImage({ layers: Array.from({ length: 10_000 }, () => descriptor(image.layer)) });
  const schema1 = blob("application/vnd.docker.distribution.manifest.v1+prettyjws", { schemaVersion: 1 });
  const index = blob(INDEX, { schemaVersion: 2, mediaType: INDEX, manifests: [descriptor(image.manifest)] });
  const listed = `GET /v2/app/manifests/${image.manifest.digest}`;
  const foreign = fakeImage({
    layers: [
      {
        ...descriptor(image.layer),
        mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        urls: ["http://127.0.0.1:1/layer"],
      },
    ],
  });
  const otherLayer = blob(
    LAYER,
    Buffer.from(image.layer.bytes.toString("latin1").replace("telnet", "delnet"), "latin1"),
  );

  it.each<[string, string, FakeRegistryOptions]>([
    [
      "without a login",
      "registry.unauthorized",
      { image, routes: { [tagged]: status(401, { "www-authenticate": 'Basic realm="x"' }) } },
    ],
    ["for want of a right", "registry.forbidden", { image, routes: { [tagged]: status(403) } }],
    ["where there is no such tag", "registry.not-found", { image, routes: { [tagged]: status(404) } }],
    ["where a layer is gone", "registry.not-found", { image, routes: { [layer]: status(404) } }],
    [
      "asked too often",
      "registry.rate-limited",
      { image, routes: { [tagged]: status(429, { "retry-after": "86400" }) } },
    ],
    ["where it fails each time", "registry.unavailable", { image, routes: { [tagged]: status(500) } }],
    [
      "with a status that means nothing here",
      "registry.protocol",
      { image, routes: { [tagged]: status(418) } },
    ],
    [
      "with another digest than it says",
      "registry.digest",
      {
        image,
        routes: { [tagged]: give(image.manifest, { "docker-content-digest": `sha256:${"0".repeat(64)}` }) },
      },
    ],
    ["with another layer of the same size", "blob.digest", { image, routes: { [layer]: give(otherLayer) } }],
    [
      "with a page for people",
      "registry.protocol",
      { image, routes: { [tagged]: status(200, { "content-type": "text/html" }, "<html>Log in") } },
    ],
    [
      "with another type than its own",
      "registry.protocol",
      { image, routes: { [tagged]: give({ ...image.manifest, type: "application/json" }) } },
    ],
    [
      "with another type than the document's",
      "manifest.ambiguous",
      { image, routes: { [tagged]: give(untyped) } },
    ],
    [
      "with another image than its index lists",
      "registry.digest",
      { image, routes: { [tagged]: give(index), [listed]: give(both) } },
    ],
    [
      "with an image of another type than its index says",
      "registry.protocol",
      { image, routes: { [tagged]: give(index), [listed]: give({ ...image.manifest, type: DOCKER }) } },
    ],
    [
      "with a part that nobody asked for",
      "registry.protocol",
      {
        image,
        routes: {
          [tagged]: (answer) =>
            void answer.writeHead(206, { "content-type": MANIFEST }).end(image.manifest.bytes),
        },
      },
    ],
    ["in Docker's first format", "manifest.unsupported", { image, routes: { [tagged]: give(schema1) } }],
    ["with an image that is an index too", "manifest.ambiguous", { image, routes: { [tagged]: give(both) } }],
    ["with a million layers", "registry.limit", { image, routes: { [tagged]: give(many) } }],
    ["with ten thousand layers", "image.limit", { image: some }],
    ["with a layer that is kept elsewhere", "manifest.unsupported", { image: foreign }],
    [
      "packed with gzip",
      "registry.protocol",
      { image, routes: { [tagged]: give(image.manifest, { "content-encoding": "gzip" }) } },
    ],
    [
      "with a layer of another length",
      "registry.protocol",
      { image, routes: { [layer]: give({ ...image.layer, bytes: image.layer.bytes.subarray(1) }) } },
    ],
    ["with half a layer", "registry.incomplete", { image, routes: { [layer]: cutShort(image.layer) } }],
    [
      "with half a manifest",
      "registry.incomplete",
      { image, routes: { [tagged]: cutShort(image.manifest) } },
    ],
    [
      "with half a layer, and no word of its length",
      "registry.incomplete",
      {
        image,
        routes: { [layer]: (answer) => void answer.writeHead(200).end(image.layer.bytes.subarray(0, 100)) },
      },
    ],
    ["with a layer without end", "registry.size", { image, routes: { [layer]: endless() } }],
    [
      "with a manifest without end",
      "registry.limit",
      { image, routes: { [tagged]: endless({ "content-type": MANIFEST }) } },
    ],
    [
      "with a manifest that trickles",
      "registry.timeout",
      { image, routes: { [tagged]: trickle(image.manifest) } },
    ],
    ["with a layer that trickles", "registry.timeout", { image, routes: { [layer]: trickle(image.layer) } }],
    ["that never comes", "registry.timeout", { image, routes: { [tagged]: () => undefined } }],
    [
      "that stops",
      "registry.timeout",
      { image, routes: { [layer]: (answer) => void answer.writeHead(200).write("x") } },
    ],
  ])("%s", { timeout: 5000 }, async (_, code, options) => {
    const before = process.memoryUsage().rss;
    const start = performance.now();
    await expect(read(options)).rejects.toMatchObject({ code, hint: expect.any(String) });
    expect(performance.now() - start).toBeLessThan(3000);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });

  it("at once where the run is cancelled", async () => {
    const controller = new AbortController();
    const hang = read(
      { routes: { [tagged]: () => controller.abort(new Error("enough")) } },
      { signal: controller.signal },
    );
    await expect(hang).rejects.toThrow("enough");
  });
});

/** Promises all of the bytes, gives half of them, and hangs up. */
function cutShort({ type, bytes }: ReturnType<typeof blob>): ReturnType<typeof status> {
  return (answer) => {
    answer.writeHead(200, { "content-type": type, "content-length": bytes.length });
    answer.write(bytes.subarray(0, bytes.length / 2), () => answer.destroy());
  };
}

function endless(headers: Record<string, string> = {}): ReturnType<typeof status> {
  return (answer) => {
    answer.writeHead(200, headers);
    const chunk = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (!answer.destroyed && answer.write(chunk));
    };
    answer.on("drain", more);
    more();
  };
}

/** A byte at a time, often enough to seem alive. */
function trickle({ type, bytes }: ReturnType<typeof blob>): ReturnType<typeof status> {
  return (answer) => {
    answer.writeHead(200, { "content-type": type, "content-length": bytes.length });
    let at = 0;
    const timer = setInterval(() => answer.write(bytes.subarray(at, (at += 1))), 50);
    answer.on("close", () => clearInterval(timer));
  };
}
