import { Readable } from "node:stream";
import { type Header, type Pack, pack as createPack } from "tar-stream";
import type { ContextEntry } from "./context.ts";

/**
 * A context as a tar, read as it is sent: nothing is held but the portion under way. Destroy it where the reader
 * leaves early. It is destroyed itself with the error of an entry that cannot be read.
 */
export function packContext(entries: AsyncIterable<ContextEntry>): Readable {
  const pack = createPack();
  const packed = Readable.from(pack, { objectMode: false });
  fill(pack, entries).catch((error: unknown) => {
    packed.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return packed;
}

async function fill(pack: Pack, entries: AsyncIterable<ContextEntry>): Promise<void> {
  for await (const entry of entries) await add(pack, entry);
  pack.finalize();
}

function add(pack: Pack, entry: ContextEntry): Promise<void> {
  return new Promise((resolve, reject) => {
    // Also called when the whole tar is destroyed, where a drain would never come.
    const sink = pack.entry(header(entry), (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
    // Told by the callback.
    sink.on("error", () => undefined);
    if (entry.type !== "file") return;
    write(sink, entry.content()).catch(reject);
  });
}

async function write(sink: ReturnType<Pack["entry"]>, content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of content) {
    if (!sink.write(chunk)) await new Promise<void>((resolve) => sink.once("drain", () => resolve()));
  }
  sink.end(null);
}

function header(entry: ContextEntry): Partial<Header> & { name: string } {
  // docker drops fractions of a second too.
  const mtime = new Date(Number(entry.mtimeNs / 1_000_000_000n) * 1000);
  const common = { name: entry.path, mode: entry.mode, uid: 0, gid: 0, mtime };
  if (entry.type === "file") return { ...common, type: "file", size: entry.size };
  if (entry.type === "hard-link") return { ...common, type: "link", linkname: entry.target };
  if (entry.type === "symlink") return { ...common, type: "symlink", linkname: entry.target };
  if (entry.type === "directory" || entry.type === "fifo") return { ...common, type: entry.type };
  return { ...common, type: entry.type, devmajor: entry.major, devminor: entry.minor };
}
