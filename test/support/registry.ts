import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** An image registry (OCI distribution-spec, pull only) that lives in this process and holds one image. */
export interface TestRegistry {
  /** What to pull; the engine must run on this machine. */
  readonly reference: string;
  /** Settles when the engine asks for the layer. */
  readonly layerAsked: Promise<void>;
  /** Lets the layer go to those who asked for it and will ask; without it, they wait. */
  release(): void;
  close(): Promise<void>;
}

interface Blob {
  readonly type: string;
  readonly bytes: Buffer;
}

/** @param layer a tar; the image is nothing else */
export async function testRegistry(layer: Buffer): Promise<TestRegistry> {
  const { promise: layerAsked, resolve: asked } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const image = imageOf(layer);
  const server = createServer((request, answer) => {
    const name = request.url?.split("/").at(-1) ?? "";
    const blob = name === "" ? { type: "application/json", bytes: Buffer.from("{}") } : image.get(name);
    if (blob === undefined) {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(200, {
      "content-type": blob.type,
      "content-length": blob.bytes.length,
      "docker-content-digest": digestOf(blob.bytes),
    });
    if (request.method === "HEAD") {
      answer.end();
    } else if (blob.type === LAYER) {
      asked();
      void released.then(() => answer.end(blob.bytes));
    } else {
      answer.end(blob.bytes);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    reference: `127.0.0.1:${(server.address() as AddressInfo).port}/lumogate-test/pulled:1`,
    layerAsked,
    release,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const CONFIG = "application/vnd.docker.container.image.v1+json";
const LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/** The image's blobs by the last word of the address that they are asked by: a digest, or the tag. */
function imageOf(layer: Buffer): Map<string, Blob> {
  const packed = gzipSync(layer);
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: "linux",
      config: { Cmd: ["/none"] },
      rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
      history: [{ created: "2026-01-01T00:00:00Z", created_by: "COPY . /" }],
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, size: config.length, digest: digestOf(config) },
      layers: [{ mediaType: LAYER, size: packed.length, digest: digestOf(packed) }],
    }),
  );
  return new Map([
    ["1", { type: MANIFEST, bytes: manifest }],
    [digestOf(manifest), { type: MANIFEST, bytes: manifest }],
    [digestOf(config), { type: CONFIG, bytes: config }],
    [digestOf(packed), { type: LAYER, bytes: packed }],
  ]);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
