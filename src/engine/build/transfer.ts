import { once } from "node:events";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { badAnswer } from "../failure.ts";
import type { ContextEntry } from "./context.ts";
import { type Packet, PACKET } from "./messages.ts";
import { describeEntry } from "./stat.ts";

type Call = ServerDuplexStream<Packet, Packet>;
type FileEntry = ContextEntry & { type: "file" };

/**
 * Gives a tree to BuildKit, by the protocol of tonistiigi/fsutil (send.go): we send what there is, an empty STAT behind
 * the last; it requests the contents that it wants by an entry's number; it says FIN, and so do we.
 *
 * @throws what went wrong on our side, after the other was told
 */
export async function sendTree(call: Call, entries: AsyncIterable<ContextEntry>): Promise<void> {
  const left = new AbortController();
  call.once("close", () => left.abort());
  call.once("cancelled", () => left.abort());
  const send = async (packet: Packet): Promise<void> => {
    left.signal.throwIfAborted();
    if (!call.write(packet)) await once(call, "drain", { signal: left.signal });
  };
  const files = new Map<number, FileEntry>();
  try {
    await Promise.all([announce(entries, files, send), answer(call, files, send, left)]);
  } catch (error) {
    // Whoever left knows why.
    if (left.signal.aborted) return;
    call.write({ type: PACKET.error, data: Buffer.from("the client could not read its build context") });
    throw error;
  } finally {
    left.abort();
    call.end();
  }
}

type Send = (packet: Packet) => Promise<void>;

async function announce(entries: AsyncIterable<ContextEntry>, files: Map<number, FileEntry>, send: Send) {
  let number = 0;
  for await (const entry of entries) {
    if (entry.type === "file") files.set(number, entry);
    number++;
    await send({ type: PACKET.stat, stat: describeEntry(entry) });
  }
  await send({ type: PACKET.stat });
}

async function answer(call: Call, files: Map<number, FileEntry>, send: Send, left: AbortController) {
  // Destroyed on the way out, the call would end without its status, and BuildKit would wait for that.
  const packets: AsyncIterable<Packet> = call.iterator({ destroyOnReturn: false });
  for await (const { type, ID = 0 } of packets) {
    if (type === PACKET.fin) return send({ type: PACKET.fin });
    // The engine tells why by itself.
    if (type === PACKET.error) return left.abort();
    if (type === PACKET.request) await sendFile(ID, files, send);
  }
}

async function sendFile(number: number, files: Map<number, FileEntry>, send: Send): Promise<void> {
  const file = files.get(number);
  if (file === undefined) {
    throw badAnswer(
      "the build",
      `it wants entry ${number} of the context, which is no file or was sent before`,
    );
  }
  files.delete(number);
  for await (const data of file.content()) await send({ type: PACKET.data, ID: number, data });
  await send({ type: PACKET.data, ID: number });
}
