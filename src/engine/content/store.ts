import { setTimeout as delay } from "node:timers/promises";
import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";
import type { Blob } from "../../oci/blob.ts";
import type { BlobStore } from "../../oci/blob-store.ts";
import type { Descriptor } from "../../oci/documents/descriptor.ts";
import { readDocument } from "../../oci/documents/document.ts";
import type { Engine } from "../connect.ts";
import { hijack } from "../dial.ts";
import { badAnswer, timedOut } from "../failure.ts";
import { int64 } from "../protobuf.ts";
import { GrpcConnection, GrpcRefusal, STATUS } from "./grpc.ts";
import { MESSAGES } from "./messages.ts";

const INFO = "/containerd.services.content.v1.Content/Info";
const READ = "/containerd.services.content.v1.Content/Read";

/**
 * The blobs that an engine with the containerd image store has pulled or built: manifests, configs and layers as they
 * are stored. BuildKit's endpoint gives them to whoever asks, to be read only.
 */
export class ContentStore implements BlobStore {
  readonly what: string;
  readonly #connection: GrpcConnection;

  private constructor(what: string, connection: GrpcConnection) {
    this.what = what;
    this.#connection = connection;
  }

  /**
   * @param what what it is read for, for messages: `app:1`
   * @throws LumogateError `engine.*`, also where the engine has no such endpoint
   */
  static async open(engine: Engine, what: string): Promise<ContentStore> {
    const call = "POST /grpc";
    const upgrade = hijack(engine.docker, { method: "POST", path: "/grpc", headers: { Upgrade: "h2c" } });
    // A signal with a deadline would end the connection too, long after it has come about.
    const done = new AbortController();
    const late = delay(LIMITS.engineCallMs, undefined, { signal: done.signal }).then(() => {
      throw timedOut(call, LIMITS.engineCallMs);
    });
    try {
      const connection = await Promise.race([upgrade, late]);
      return new ContentStore(what, new GrpcConnection(connection, engine.signal));
    } finally {
      late.catch(() => undefined);
      done.abort();
    }
  }

  /** @returns bytes; undefined where the engine has no such blob, or no such store (BuildKit before Docker 23) */
  async sizeOf(digest: string): Promise<number | undefined> {
    try {
      const request = MESSAGES.infoRequest.encode({ digest });
      for await (const { info } of this.#connection.call(INFO, request, MESSAGES.infoResponse)) {
        const size = Number(String(info?.size));
        if (info?.digest !== digest || !Number.isSafeInteger(size) || size < 0)
          throw badAnswer(INFO, "it tells of another blob, or no size");
        return size;
      }
    } catch (error) {
      if (!(error instanceof GrpcRefusal)) throw error;
      if (error.status === STATUS.notFound || error.status === STATUS.unimplemented) return undefined;
      throw refused(INFO, error);
    }
    throw badAnswer(INFO, "it is empty");
  }

  async has({ digest }: Descriptor): Promise<boolean> {
    return (await this.sizeOf(digest)) !== undefined;
  }

  document(descriptor: Descriptor): Promise<Uint8Array> {
    return readDocument(this.layer(descriptor, `${descriptor.digest} of ${this.what}`));
  }

  layer({ digest, size }: Descriptor, what: string): Blob {
    return {
      what,
      digest,
      size,
      isSeekable: true,
      open: (from = 0, to = size) => this.#read(digest, what, from, to),
    };
  }

  close(): void {
    this.#connection.close();
  }

  async *#read(digest: string, what: string, from: number, to: number): AsyncGenerator<Uint8Array> {
    // To the protocol, no bytes are all bytes.
    if (to <= from) return;
    const part = { digest, offset: int64(BigInt(from)), size: int64(BigInt(to - from)) };
    const request = MESSAGES.readRequest.encode(part);
    try {
      for await (const { data } of this.#connection.call(READ, request, MESSAGES.readResponse)) yield data;
    } catch (error) {
      if (!(error instanceof GrpcRefusal)) throw error;
      throw error.status === STATUS.notFound ? missing(what, error) : refused(READ, error);
    }
  }
}

function missing(what: string, cause: GrpcRefusal): LumogateError {
  return new LumogateError("blob.missing", `The engine does not have ${what}.`, {
    hint: "It was removed while it was read, or never pulled. Pull the image again, or read it from its registry (registry:NAME).",
    cause,
  });
}

function refused(call: string, cause: GrpcRefusal): LumogateError {
  return new LumogateError(
    "engine.refused",
    `The engine refused ${call} with gRPC's status ${cause.status}${cause.message === "" ? "" : `: ${cause.message}`}.`,
    { hint: "The engine's log says more.", cause },
  );
}
