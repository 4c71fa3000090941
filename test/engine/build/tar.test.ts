import { truncate } from "node:fs/promises";
import path from "node:path";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { type ContextEntry, fileEntry, walkContext } from "../../../src/engine/build/context.ts";
import { parseIgnoreFile } from "../../../src/engine/build/ignore.ts";
import { packContext } from "../../../src/engine/build/tar.ts";
import { makeFolder } from "./folder.ts";

interface Member {
  readonly header: Record<string, unknown>;
  readonly content: string;
}

async function unpack(entries: AsyncIterable<ContextEntry>): Promise<Member[]> {
  const members: Member[] = [];
  for await (const source of packContext(entries).pipe(extract())) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) chunks.push(chunk as Uint8Array);
    members.push({ header: { ...source.header }, content: Buffer.concat(chunks).toString() });
  }
  return members;
}

async function* list(...entries: readonly ContextEntry[]): AsyncGenerator<ContextEntry> {
  yield* entries;
}

const common = { mode: 0o640, mtimeNs: 1_600_000_000_900_000_000n };

describe("a context as a tar", () => {
  it("has every kind of entry, owned by root, with whole seconds", async () => {
    const members = await unpack(
      list(
        { path: "d", type: "directory", ...common },
        { ...fileEntry("d/f", Buffer.from("text")), ...common },
        { path: "h", type: "hard-link", target: "d/f", ...common },
        { path: "l", type: "symlink", target: "../x", ...common },
        { path: "p", type: "fifo", ...common },
        { path: "v", type: "character-device", major: 5, minor: 300, ...common },
      ),
    );
    const owner = { uid: 0, gid: 0, mode: 0o640, mtime: new Date(1_600_000_000_000) };
    expect(members.map(({ header }) => header)).toMatchObject([
      { name: "d", type: "directory", ...owner },
      { name: "d/f", type: "file", size: 4, ...owner },
      { name: "h", type: "link", linkname: "d/f", ...owner },
      { name: "l", type: "symlink", linkname: "../x", ...owner },
      { name: "p", type: "fifo", ...owner },
      { name: "v", type: "character-device", devmajor: 5, devminor: 300, ...owner },
    ]);
    expect(members[1]?.content).toBe("text");
  });

  it("keeps names that are long or not ASCII", async () => {
    const names = [`${"a".repeat(150)}/${"b".repeat(150)}`, "\u00e9/\u{1F600}"];
    const members = await unpack(list(...names.map((name) => fileEntry(name, Buffer.from(name)))));
    expect(members.map(({ header }) => header["name"])).toEqual(names);
    expect(members.map(({ content }) => content)).toEqual(names);
  });

  it("breaks off with the reason where a file cannot be read to its end", async () => {
    const root = await makeFolder({ f: "x".repeat(1000) });
    async function* shrinking(): AsyncGenerator<ContextEntry> {
      for await (const entry of walkContext(root, parseIgnoreFile(undefined))) {
        await truncate(path.join(root, "f"), 10);
        yield entry;
      }
    }
    await expect(packContext(shrinking()).toArray()).rejects.toMatchObject({ code: "build.context" });
  });

  it("reads no further than it is read", async () => {
    let opened = 0;
    async function* endless(): AsyncGenerator<ContextEntry> {
      for (;;) yield { ...fileEntry(`f${opened++}`, Buffer.alloc(100_000)) };
    }
    const packed = packContext(endless());
    await packed[Symbol.asyncIterator]().next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened).toBeLessThan(10);
    packed.destroy();
  });
});
