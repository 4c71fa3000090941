import type { Blob } from "../oci/blob.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import type { RepositoryClient } from "./client.ts";
import { incomplete } from "./connection-failure.ts";
import type { Answer } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";
import { pauseAfter } from "./retry.ts";
import { deadlineFor } from "./timing.ts";

/**
 * A blob in a registry. The stream has as many bytes as the descriptor says, or throws; its digest is for the reader to verify,
 * each time, since a registry may answer differently each time. A range is a part of the whole stream, and costs what lies before it.
 */
export function registryBlob(client: RepositoryClient, descriptor: Descriptor, what: string): Blob {
  const { digest, size } = descriptor;
  async function* open(from = 0, to = size): AsyncGenerator<Uint8Array> {
    let at = 0;
    for await (const chunk of download(client, descriptor, what)) {
      const part = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
      at += chunk.length;
      if (part.length > 0) yield part;
      if (at >= to && to < size) return;
    }
  }
  return { what, digest, size, isSeekable: false, open };
}

/** All bytes, as many as there should be; goes on where a download broke off. */
async function* download(
  client: RepositoryClient,
  { digest, size }: Pick<Descriptor, "digest" | "size">,
  what: string,
): AsyncGenerator<Uint8Array> {
  const { timing, progress } = client.patience;
  let toldAt = timing.now();
  let at = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const deadline = deadlineFor(timing, size - at);
      const headers: Record<string, string> = at === 0 ? {} : { range: `bytes=${at}-` };
      const answer = await client.get({ path: `blobs/${digest}`, what, headers, deadline });
      for await (const chunk of fromPosition(answer, at, size, what)) {
        at += chunk.length;
        yield chunk;
        if (timing.now() - toldAt < TELLING_MS) continue;
        toldAt = timing.now();
        progress(`Reading ${what}: ${megabytes(at)} of ${megabytes(size)} MB`);
      }
      if (at === size) return;
      throw incomplete(answer.host, `gave out ${at} bytes of ${what}, expected ${size}`);
    } catch (error) {
      client.patience.signal.throwIfAborted();
      await pauseAfter(error, attempt, client.patience);
    }
  }
}

/** Between two lines about how far a layer is. */
const TELLING_MS = 3_000;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

/** The answer's bytes from a position of the blob on, whether the registry has heeded the range or begins anew. */
async function* fromPosition(
  answer: Answer,
  position: number,
  size: number,
  what: string,
): AsyncGenerator<Uint8Array> {
  const isRange = answer.status === 206;
  let at = isRange ? position : 0;
  const expected = size - at;
  const length = answer.header("content-length");
  const range = answer.header("content-range");
  const clause =
    isRange && range !== `bytes ${position}-${size - 1}/${size}`
      ? "it is another range than the one asked for"
      : length !== undefined && length !== String(expected)
        ? `its Content-Length is not ${expected}`
        : undefined;
  if (clause !== undefined) {
    answer.discard();
    throw badAnswer(answer.host, what, clause);
  }
  for await (const chunk of answer.body) {
    at += chunk.length;
    if (at > size) {
      answer.discard();
      throw tooLong(answer.host, what, size);
    }
    const fresh = chunk.subarray(Math.max(0, chunk.length - Math.max(0, at - position)));
    if (fresh.length > 0) yield fresh;
  }
}

function tooLong(host: string, what: string, size: number): RegistryFailure {
  return new RegistryFailure("size", `${host} gives out more than the ${size} bytes that ${what} has.`, {
    hint: "It was changed, in the registry or on the way. Push the image again, or look at what stands between.",
  });
}
