import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageOf } from "../../../src/model/error.ts";
import { decodeFacts, encodeFacts } from "../../../src/oci/cache/layer-codec.ts";
import type { LayerFacts } from "../../../src/oci/layer-facts.ts";
import { mergeBudget, mergeLayer } from "../../../src/oci/merge.ts";
import type { TarEntry } from "../../../src/oci/tar/tar.ts";
import {
  type Attributes,
  type DanglingLink,
  type Directory,
  type File,
  newDirectory,
  type Special,
  type Symlink,
} from "../../../src/oci/tree.ts";
import { describeTree, digestOf, factsOf, tarEntry } from "../../support/tree.ts";

/** One of everything that a layer can hold. */
const ENTRIES: readonly TarEntry[] = [
  tarEntry({ name: "./", type: "directory", mode: 0o1777, uid: 7 }),
  tarEntry({ name: "etc/", type: "directory", mode: 0o755, uid: 1, gid: 2 }),
  tarEntry({ name: "etc/\xff\xe9 \n", size: 3, offset: 1024, mode: 0o4755, uid: 2 ** 31, gid: 2 ** 32 + 1 }),
  tarEntry({ name: "etc/link", type: "symlink", linkName: "../\x80/x" }),
  tarEntry({ name: "etc/hard", type: "hardlink", linkName: "etc/\xff\xe9 \n" }),
  tarEntry({ name: "etc/hardsoft", type: "hardlink", linkName: "etc/link" }),
  tarEntry({ name: "etc/below", type: "hardlink", linkName: "usr/bin/perl" }),
  tarEntry({ name: "dev/null", type: "char", major: 1, minor: 3, mode: 0o666 }),
  tarEntry({ name: "dev/sda", type: "block", major: 8, minor: 300 }),
  tarEntry({ name: "run/pipe", type: "fifo" }),
  tarEntry({ name: "run/.wh.gone" }),
  tarEntry({ name: "run/.wh.\xf0" }),
  tarEntry({ name: "opt/.wh..wh..opq" }),
  tarEntry({ name: "opt/large", size: 2 ** 34, offset: 2 ** 36 }),
  tarEntry({ name: "__proto__/constructor" }),
];

function copied(facts: LayerFacts): LayerFacts {
  return decodeFacts({ digest: facts.digest, what: facts.tree.what }, encodeFacts(facts));
}

describe("facts about a layer", () => {
  test("are read back as they were, whatever the layer holds", () => {
    const facts = factsOf(ENTRIES, { compression: "zstd" });
    expect(copied(facts)).toStrictEqual(facts);
    expect(describeTree(copied(facts).tree.root)).toEqual(describeTree(facts.tree.root));
  });

  test("are all that the types have: whoever adds a field has to pack it", () => {
    // With `Required`, the compiler asks for every field, also for those that may be left out.
    const facts = factsOf([]);
    const attributes: Required<Attributes> = { mode: 0o640, uid: 5, gid: 6, capabilities: "\x01\0\xff\n" };
    const plain = { kind: "file" as const, attributes, layer: facts.tree, offset: 1536, size: 2 };
    const file: Omit<Required<File>, "unread" | "hasSeveralNames"> = { ...plain, extract: '{"\xe9"}' };
    const unread: Omit<Required<File>, "extract" | "hasSeveralNames"> = {
      ...plain,
      unread: "It is too large.",
    };
    const empty: File = { ...plain, extract: "" };
    const symlink: Required<Symlink> = { kind: "symlink", attributes, target: "t" };
    const special: Required<Special> = { kind: "special", attributes, type: "char", major: 4, minor: 5 };
    const dangling: Required<DanglingLink> = { kind: "dangling-link", target: "u" };
    const directory: Required<Directory> = {
      kind: "directory",
      attributes,
      children: new Map(Object.entries({ file, unread, empty, symlink, special, dangling })),
      removes: new Set(["gone"]),
    };
    facts.tree.root.children.set("directory", directory);
    facts.tree.size = 7;
    facts.tree.hasDanglingLinks = true;
    facts.tree.hasLateOpaque = true;
    const all: Required<LayerFacts> = {
      ...facts,
      storedBytes: 2 ** 40,
      diffId: digestOf("c"),
      bytes: 2 ** 41,
      compression: "gzip",
      extractBytes: 5,
      captured: new Map([[file, Buffer.from("ab")]]),
    };
    const back = copied(all);
    expect({ ...back, tree: undefined }).toStrictEqual({ ...all, tree: undefined });
    expect(back.tree.root).toStrictEqual(all.tree.root);
    expect([back.tree.size, back.tree.hasDanglingLinks, back.tree.hasLateOpaque]).toEqual([7, true, true]);
  });

  test("have the contents of files that are still in the tree", () => {
    const facts = factsOf([tarEntry({ name: "a", size: 2 }), tarEntry({ name: "b", size: 3, offset: 1536 })]);
    const [a, b] = ["a", "b"].map((name) => facts.tree.root.children.get(name));
    if (a?.kind !== "file" || b?.kind !== "file") throw new Error("two files were put");
    facts.tree.root.children.delete("a");
    const contents = [
      [a, Buffer.from("aa")],
      [b, Buffer.from("bbb")],
    ] as const;
    const back = copied({ ...facts, captured: new Map(contents) });
    expect([...back.captured.values()].map(String)).toEqual(["bbb"]);
    expect(back.captured.has(back.tree.root.children.get("b") as File)).toBe(true);
  });

  test("are not packed where they could not be read back", () => {
    const facts = factsOf([tarEntry({ name: "a", size: 2 })]);
    const file = facts.tree.root.children.get("a") as File;
    expect(() => encodeFacts({ ...facts, captured: new Map([[file, Buffer.from("long")]]) })).toThrow(
      RangeError,
    );
    expect(() => encodeFacts({ ...facts, bytes: -1 })).toThrow(RangeError);
    expect(() => encodeFacts(factsOf([tarEntry({ name: "a", type: "symlink", linkName: "€" })]))).toThrow(
      RangeError,
    );
  });
});

const name = fc.constantFrom("a", "b", "c", "a/b", "a/c", "b/a", "b/b/c", "c/a", "\xff", "__proto__");
const type = fc.constantFrom<TarEntry["type"]>(
  "file",
  "file",
  "directory",
  "symlink",
  "hardlink",
  "hardlink",
  "char",
  "fifo",
);
const entry = fc.record({
  name,
  type,
  linkName: name,
  size: fc.nat(5000),
  mode: fc.nat(0o7777),
  uid: fc.nat(3),
});
const whiteout = fc
  .constantFrom("a/.wh.b", ".wh.a", "b/.wh..wh..opq", ".wh..wh..opq")
  .map((each) => ({ name: each }));
const layer = fc.array(fc.oneof({ weight: 5, arbitrary: entry }, { weight: 1, arbitrary: whiteout }), {
  maxLength: 25,
});

/** Entries that no engine would unpack are left out. */
function factsOfAny(parts: readonly (Partial<TarEntry> & { name: string })[]): LayerFacts {
  const facts = factsOf([]);
  for (const [at, part] of parts.entries()) {
    try {
      facts.tree.add(tarEntry({ ...part, offset: 512 * at }));
    } catch {
      // Below a file, through a circle.
    }
  }
  return facts;
}

/** The merged tree, or why there is none. */
function merge(...layers: readonly LayerFacts[]): string[] {
  try {
    return describeTree(
      layers.reduce((root, { tree }) => mergeLayer(root, tree, mergeBudget()), newDirectory()),
    );
  } catch (error) {
    return [messageOf(error)];
  }
}

const LAYER = { digest: digestOf("a"), what: "layer" };
const PROPERTY = { seed: 20_261_121, numRuns: 1500 };

describe("any layer", () => {
  test("is the same tree, and merges to the same, when it has been packed", () => {
    fc.assert(
      fc.property(layer, layer, (lower, upper) => {
        const [below, above] = [factsOfAny(lower), factsOfAny(upper)];
        const [belowBack, aboveBack] = [copied(below), copied(above)];
        expect(describeTree(aboveBack.tree.root)).toEqual(describeTree(above.tree.root));
        expect(merge(belowBack, aboveBack)).toEqual(merge(below, above));
      }),
      PROPERTY,
    );
  });

  test("whose packed form was changed is read as something, or refused, and nothing worse", () => {
    const packed = encodeFacts(factsOf(ENTRIES, { compression: "zstd" }));
    const changes = fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(changes, fc.nat(packed.length), (edits, length) => {
        const changed = Buffer.from(packed);
        for (const [at, value] of edits) changed[at] = value;
        for (const bytes of [changed, changed.subarray(0, length)]) {
          try {
            decodeFacts(LAYER, bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
        expect(({} as { constructor: unknown }).constructor).toBe(Object);
      }),
      PROPERTY,
    );
  });

  test("may claim to be as large as it likes: what is made of it is bounded", () => {
    // Every byte of the numbers a count, and none of them the last one.
    for (const fill of [0x01, 0x02, 0x05, 0x7f, 0xff]) {
      const head = Buffer.alloc(8);
      head.writeUInt32LE(1 << 22, 0);
      const before = process.memoryUsage().heapUsed;
      expect(() => decodeFacts(LAYER, Buffer.concat([head, Buffer.alloc(1 << 22, fill)]))).toThrow(
        RangeError,
      );
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 ** 29);
    }
  });
});
