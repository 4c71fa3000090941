import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../../src/model/error.ts";
import { readTar, type TarEntry } from "../../../src/oci/tar/tar.ts";
import {
  directory,
  fifo,
  file,
  gnuLong,
  hardlink,
  inChunks,
  pax,
  symlink,
  tar,
  tarMember,
  type TarMember,
} from "../../support/tar.ts";

const absent = [
  { command: "tar", name: "GNU tar" },
  { command: "python3", name: "Python 3" },
]
  .filter(({ command, name }) => !isThere(command, name))
  .map(({ name }) => name)
  .join(" and ");
if (absent !== "") process.stderr.write(`*** tar beside other readers: SKIPPED, no ${absent} ***\n`);

function isThere(command: string, answer: string): boolean {
  return spawnSync(command, ["--version"]).stdout?.toString().includes(answer) ?? false;
}

const gnu = { magic: "ustar  \0" };
/** Members, with the headers about them, of every kind that a reader may see differently. */
const KINDS: readonly (readonly TarMember[])[] = [
  [file("a", "hello")],
  [file("large", "x".repeat(700))],
  [directory("d/")],
  [symlink("s", "a")],
  [hardlink("h", "a")],
  [fifo("p")],
  [{ name: "c", type: "3", major: 1, minor: 3 }],
  [pax({ path: "pax name" }), file("cut", "abc")],
  [pax({ size: 5 }), { ...file("size", "12345"), size: 0 }],
  [pax({ uid: 7, gid: 8, mtime: "1.5" }), file("owner", "1")],
  [pax({ linkpath: "pax link" }), symlink("pax-symlink", "x")],
  [pax({ comment: "c" }, "g"), file("commented", "1")],
  [gnuLong("L", "long name"), { ...file("cut", "1"), ...gnu }],
  [gnuLong("K", "long link"), { ...symlink("long-symlink", "cut"), ...gnu }],
  [{ ...file("f", "1"), prefix: "prefix" }],
  [{ ...file("old/"), type: "\0" }],
  [{ ...file("v7", "1"), magic: "\0".repeat(8), type: "\0" }],
  [pax({ path: "same" }), gnuLong("L", "same"), file("cut", "1")],
  // A tar as the content of a file, and as that of a member that has none.
  [file("inner", tarMember(file("hidden", "x")))],
  [{ ...symlink("with", "a"), content: tarMember(file("hidden", "x")), size: 0 }],
];

/** Offset and length of the fields of a header. */
const FIELDS: readonly (readonly [number, number])[] = [
  [0, 100],
  [100, 8],
  [108, 8],
  [116, 8],
  [124, 12],
  [136, 12],
  [148, 8],
  [156, 1],
  [157, 100],
  [257, 8],
  [329, 8],
  [337, 8],
  [345, 155],
];
/** What is put into them. Separated by a character that none of them has. */
const VALUES = [
  "|0|5|8|00000000005|00000001000\0|  12 \0|\0\0|        |-5|+5|5x|x|a\0b|a/|.|..|../x|12345\0zz|0644|6 44",
  "S|x|g|L|K|X|V|M|D|N|1|2|3|4|6|7|ustar\0|ustar  \0|00|\u0080|\u00ff|777777777777",
  `\u0080${"\0".repeat(10)}\u0005|\u0080${"\0".repeat(6)}\u0005|${"\u00ff".repeat(12)}`,
].flatMap((values) => values.split("|"));

const mutation = fc.record({
  where: fc.nat(),
  field: fc.constantFrom(...FIELDS),
  value: fc.constantFrom(...VALUES),
  isCleared: fc.boolean(),
});

/** Archives of a few members of which one header or two are not what they were, and have a right checksum. */
const mutated = fc
  .record({
    members: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 4 }),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
    cut: fc.option(fc.nat(8000), { freq: 10 }),
  })
  .map(({ members, mutations, cut }) => {
    const blocks = members.flat().map(tarMember);
    for (const { where, field, value, isCleared } of mutations) {
      const block = blocks[where % blocks.length];
      if (block !== undefined) mutate(block, field, value, isCleared);
    }
    return Buffer.concat([...blocks, Buffer.alloc(1024)]).subarray(0, cut ?? undefined);
  });

function mutate(
  block: Buffer,
  [offset, length]: readonly [number, number],
  value: string,
  clear: boolean,
): void {
  if (clear) block.fill(0, offset, offset + length);
  block.write(value.slice(0, length), offset, "latin1");
  if (offset === 148) return;
  block.write("        ", 148, "latin1");
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
}

/** What we read in it; undefined where we refuse it. */
async function ours(bytes: Buffer): Promise<TarEntry[] | undefined> {
  const entries: TarEntry[] = [];
  try {
    for await (const entry of readTar(inChunks(bytes), "test", { endMark: "optional" })) entries.push(entry);
    return entries;
  } catch (error) {
    if (error instanceof LumogateError) return undefined;
    throw error;
  }
}

function gnuNames(bytes: Buffer): string {
  const { stdout } = spawnSync("tar", ["--list", "--quoting-style=literal", "--file=-"], {
    input: bytes,
    env: { ...process.env, LC_ALL: "C" },
  });
  return stdout.toString("latin1");
}

/** Type, permissions, owner and name of each member, as a line; one process for all archives. */
function pythonLists(archives: readonly Buffer[]): (string[] | null)[] {
  const input = archives.flatMap((bytes) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  const { stdout } = spawnSync("python3", ["-c", PYTHON], {
    input: Buffer.concat(input),
    maxBuffer: 1 << 28,
  });
  return stdout
    .toString()
    .split("\n")
    .filter((list) => list !== "")
    .map((list) => JSON.parse(list) as string[] | null);
}

const PYTHON = `
import io, json, struct, sys, tarfile
data, at = sys.stdin.buffer.read(), 0
while at < len(data):
    size, = struct.unpack_from("<I", data, at)
    body, at = data[at + 4:at + 4 + size], at + 4 + size
    try:
        members = tarfile.open(fileobj=io.BytesIO(body), encoding="latin-1").getmembers()
        print(json.dumps(["%s %o %d:%d %d %s" % (m.type.replace(b"\\0", b"0").decode("latin-1"), m.mode & 0o7777,
            m.uid, m.gid, m.size if m.isreg() else 0, m.name.rstrip("/")) for m in members]))
    except (tarfile.TarError, ValueError):
        print("null")
`;

const TYPE_FLAGS = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  char: "3",
  block: "4",
  directory: "5",
  fifo: "6",
};

function line({ type, mode, uid, gid, size, name }: TarEntry): string {
  return `${TYPE_FLAGS[type]} ${mode.toString(8)} ${uid}:${gid} ${size} ${name.replace(/\/+$/, "")}`;
}

/** GNU tar's times, which Python takes for a prefix: its own fault. */
function hasTimes(bytes: Buffer): boolean {
  for (let at = 0; at + 512 <= bytes.length; at += 512)
    if (bytes.toString("latin1", at + 257, at + 265) === gnu.magic && bytes[at + 345] !== 0) return true;
  return false;
}

describe.skipIf(absent !== "")(
  `a tar, beside other readers of it${absent && ` (SKIPPED: no ${absent})`}`,
  () => {
    it("has the members that GNU tar and Python see", async () => {
      const bytes = tar(KINDS.flat());
      const entries = await ours(bytes);
      expect(entries?.map(({ name }) => `${name}\n`).join("")).toBe(gnuNames(bytes));
      expect([entries?.map(line)]).toEqual(pythonLists([bytes]));
      expect(entries).toHaveLength(KINDS.length + 1);
    });

    it("with a header that was tampered with is refused, or has the members that they see", async () => {
      const archives = fc.sample(mutated, { seed: 20261121, numRuns: 600 });
      const read = await Promise.all(archives.map(ours));
      const accepted = archives.flatMap((bytes, index) => {
        const entries = read[index];
        return entries === undefined ? [] : [{ bytes, entries }];
      });
      // Neither all nor none of them, or nothing was compared.
      expect(accepted.length).toBeGreaterThan(100);
      expect(accepted.length).toBeLessThan(550);
      for (const { bytes, entries } of accepted)
        expect(entries.map(({ name }) => `${name}\n`).join("")).toBe(gnuNames(bytes));
      const comparable = accepted.filter(({ bytes }) => !hasTimes(bytes));
      const lists = pythonLists(comparable.map(({ bytes }) => bytes));
      expect(lists).toHaveLength(comparable.length);
      // Where Python reads nothing, it shows nothing else.
      const found = comparable.map(({ entries }, index) =>
        lists[index] === null ? null : entries.map(line),
      );
      expect(found).toEqual(lists);
    }, 60_000);
  },
);
