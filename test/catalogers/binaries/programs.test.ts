import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { programs } from "../../../src/catalogers/binaries/programs.ts";
import { LIMITS } from "../../../src/limits.ts";
import { memoryContent, type Content } from "../../../src/model/content.ts";
import { elf, elfNote, fatMachO, machO, pe } from "../../support/executables.ts";
import { goBuildInfo } from "../../support/go-build-info.ts";

const CRATES = deflateSync(
  JSON.stringify({
    packages: [
      { name: "adler", version: "1.0.2", source: "crates.io" },
      { name: "cc", version: "1.0.83", source: "crates.io", kind: "build" },
      { name: "own", version: "0.1.0", source: "local", dependencies: [0], root: true },
    ],
  }),
);
const LIST = { name: ".dep-v0", bytes: CRATES };
const FOUND_CRATES = [
  { type: "cargo", name: "adler", version: "1.0.2" },
  { type: "cargo", name: "own", version: "0.1.0" },
];

function inspect(content: Content | Uint8Array) {
  const own = content instanceof Uint8Array ? memoryContent(content) : content;
  return programs.inspect({ path: "/opt/program", mode: 0o755, content: own });
}

function isClaimed(head: Buffer): boolean {
  return programs.magics.some((magic) => head.subarray(0, magic.length).equals(magic));
}

/** The note of a package, padded as a linker's script does. */
function note(value: unknown, littleEndian = true): Buffer {
  return elfNote("FDO", 0xcafe1a7e, `${JSON.stringify(value)}\0\0\0`, littleEndian);
}

async function codesOfNotes(bytes: Uint8Array): Promise<readonly string[]> {
  const { problems } = await inspect(elf({ sections: [{ name: ".note.package", bytes }] }));
  return problems.map(({ code }) => code);
}

/** Counts what is read of it. */
function counted(bytes: Uint8Array) {
  const read: number[] = [];
  const inner = memoryContent(bytes);
  const content: Content = {
    ...inner,
    read: async (offset, length) => {
      const found = await inner.read(offset, length);
      read.push(found.length);
      return found;
    },
  };
  return { content, read };
}

describe("a section is found by its name", () => {
  test.each([
    ["ELF of 64 bits", elf({ sections: [LIST] })],
    ["ELF of 32 bits", elf({ wide: false, sections: [LIST] })],
    ["ELF of 64 bits, the highest byte first", elf({ littleEndian: false, sections: [LIST] })],
    ["ELF of 32 bits, the highest byte first", elf({ wide: false, littleEndian: false, sections: [LIST] })],
    ["a shared library", elf({ type: 3, sections: [LIST] })],
    ["PE", pe([{ name: ".text", bytes: new Uint8Array(40) }, LIST])],
    ["Mach-O", machO([{ name: "__data", bytes: new Uint8Array(40) }, LIST])],
    ["Mach-O, the highest byte first", machO([LIST], false)],
    ["fat Mach-O", fatMachO([machO([LIST]), machO([LIST])])],
  ])("in %s", async (_, file) => {
    expect(await inspect(file)).toEqual({ packages: FOUND_CRATES, problems: [] });
  });

  test("also where there are more sections than the header can count", async () => {
    const file = elf({ sections: [LIST] });
    const table = Number(file.readBigUInt64LE(40));
    // gABI: e_shnum 0 and e_shstrndx 0xffff, the numbers in the first section's sh_size and sh_link.
    file.writeBigUInt64LE(BigInt(file.readUInt16LE(60)), table + 32);
    file.writeUInt32LE(file.readUInt16LE(62), table + 40);
    file.writeUInt16LE(0, 60);
    file.writeUInt16LE(0xffff, 62);
    expect((await inspect(file)).packages).toEqual(FOUND_CRATES);
  });
});

describe("no program, and no word of it", () => {
  test.each([
    ["an object file", elf({ type: 1, sections: [LIST] })],
    ["a core dump", elf({ type: 4, sections: [LIST] })],
    ["debug symbols, whose sections have no bytes", elf({ sections: [{ ...LIST, type: 8 }] })],
    ["a program of DOS", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(100)])],
    ["a library with nothing to say", elf({ type: 3, sections: [{ name: ".text", bytes: CRATES }] })],
    ["a magic and nothing behind it", Buffer.from("\x7fELF")],
  ])("%s", async (_, file) => {
    expect(await inspect(file)).toEqual({ packages: [], problems: [] });
  });

  test("a class file of Java has the magic of a fat file, and is not asked for", () => {
    const classFile = Buffer.from("cafebabe00000041", "hex");
    expect([classFile, Buffer.from("cafebabe00000002", "hex")].map(isClaimed)).toEqual([false, true]);
  });
});

describe("what is announced and not there", () => {
  test("a program that is cut off before its sections is a gap, and what stands before is kept", async () => {
    const info = goBuildInfo("go1.21.0", ["path\tx", "mod\texample.com/x\tv1.0.0\t"]);
    const file = elf({ segments: [{ bytes: info }], sections: [LIST] });
    const { packages, problems } = await inspect(file.subarray(0, file.length - 70));
    expect(packages.map(({ name }) => name)).toEqual(["stdlib", "example.com/x"]);
    expect(problems.map(({ code }) => code)).toEqual(["truncated"]);
  });

  test.each([
    ["is cut off", CRATES.subarray(0, 20)],
    ["is no zlib", Buffer.from("nothing of the kind")],
    ["is no JSON", deflateSync("{")],
    ["is no list", deflateSync('{"packages":7}')],
    ["names no crate", deflateSync('{"packages":[{"version":"1"}]}')],
  ])("a list of crates that %s is a gap", async (_, bytes) => {
    const { packages, problems } = await inspect(elf({ sections: [{ name: ".dep-v0", bytes }] }));
    expect([packages, problems.map(({ code }) => code)]).toEqual([[], ["malformed"]]);
  });

  test("a list that swells beyond all measure is given up", async () => {
    const bomb = deflateSync(Buffer.alloc(LIMITS.auditableBytes + 1, 0x20));
    const { problems } = await inspect(elf({ sections: [{ name: ".dep-v0", bytes: bomb }] }));
    expect(problems.map(({ code }) => code)).toEqual(["limit"]);
  });

  test("a program packed by UPX is a gap", async () => {
    const loaded = { bytes: new Uint8Array(64) };
    const packed = elf({ segments: [loaded], behindHeaders: Buffer.from("\x01\x02\x03\x04UPX!") });
    const problems = (await inspect(packed)).problems.map(({ code }) => code);
    const windows = (await inspect(pe([{ name: "UPX0", bytes: new Uint8Array(16) }]))).problems;
    expect([problems, windows.map(({ code }) => code)]).toEqual([["packed"], ["packed"]]);
  });
});

describe("it is quick", () => {
  test("a library with nothing to say costs its tables, however large it is", async () => {
    const big = { name: ".text", bytes: new Uint8Array(20 * 1024 * 1024) };
    const data = { bytes: new Uint8Array(1024 * 1024) };
    const { content, read } = counted(elf({ type: 3, segments: [data], sections: [big] }));
    await inspect(content);
    expect(read.length).toBeLessThanOrEqual(4);
    expect(read.reduce((sum, one) => sum + one, 0)).toBeLessThan(8 * 1024);
  });

  test("program headers of no size end", async () => {
    const file = elf({ segments: [{ bytes: new Uint8Array(16) }], sections: [LIST] });
    file.writeUInt16LE(0, 54);
    expect((await inspect(file)).packages).toEqual(FOUND_CRATES);
  });

  test("a name that never ends is not read again for each of many sections", async () => {
    const long = { name: "x".repeat(4 * 1024 * 1024), bytes: new Uint8Array(0) };
    const others = Array.from({ length: 3000 }, () => ({ name: "", bytes: new Uint8Array(0) }));
    const file = elf({ sections: [long, ...others] });
    const table = Number(file.readBigUInt64LE(40));
    // All but the table of names itself, which is the last.
    for (let index = 0; index <= others.length; index += 1) file.writeUInt32LE(1, table + 64 * index);
    const started = process.cpuUsage();
    await inspect(file);
    expect(process.cpuUsage(started).user).toBeLessThan(300_000);
  });

  test("a table of sections as large as the file says costs no more than the bound", async () => {
    const file = Buffer.concat([elf({ sections: [LIST] }), Buffer.alloc(64 * 1024 * 1024)]);
    file.writeUInt16LE(0xffff, 58);
    const { content, read } = counted(file);
    await inspect(content);
    expect(Math.max(...read)).toBeLessThanOrEqual(LIMITS.executableTableBytes);
  });
});

describe("the package that a program was built for", () => {
  const NOTE = {
    type: "rpm",
    name: "hello",
    version: "0:1.2-3.fc39",
    architecture: "x86_64",
    osCpe: "cpe:/o:fedoraproject:fedora:39",
  };
  const HELLO = {
    type: "rpm",
    name: "hello",
    version: "1.2-3.fc39",
    epoch: 0,
    arch: "x86_64",
    source: { name: "hello", version: "0:1.2-3.fc39" },
    evidence: "binary",
  };
  const others = [elfNote("GNU", 3, "abcd"), elfNote("FDO", 0x407c0c0a, '[{"soname":["libz.so.1"]}]')];

  test.each([
    ["in its section", elf({ sections: [{ name: ".note.package", bytes: note(NOTE), type: 7 }] })],
    [
      "on a machine with the highest byte first",
      elf({ littleEndian: false, sections: [{ name: ".note.package", bytes: note(NOTE, false), type: 7 }] }),
    ],
    [
      "among others, where the sections are stripped away",
      elf({ segments: [{ type: 4, bytes: Buffer.concat([...others, note(NOTE)]) }] }),
    ],
    ["in a program of EFI", pe([{ name: ".pkgnote", bytes: Buffer.from(`${JSON.stringify(NOTE)}\0`) }])],
  ])("is read %s", async (_, file) => {
    expect(await inspect(file)).toEqual({ packages: [HELLO], problems: [] });
  });

  test.each([
    ["deb", { type: "deb", name: "systemd", version: "252.6-1" }, ["deb", "systemd", "252.6-1"]],
    ["pacman's own word", { type: "pacman", name: "zlib", version: "1.3-1" }, ["alpm", "zlib", "1.3-1"]],
    ["an epoch", { type: "alpm", name: "zlib", version: "1:1.3-1" }, ["alpm", "zlib", "1.3-1"]],
    ["a word that nobody knows", { type: "exherbo", name: "a", version: "1" }, ["generic", "a", "1"]],
    ["no type", { name: "a" }, ["generic", "a", ""]],
    [
      "a type from Object's prototype",
      { type: "constructor", name: "a", version: "1" },
      ["generic", "a", "1"],
    ],
  ])("%s", async (_, value, expected) => {
    const { packages } = await inspect(elf({ sections: [{ name: ".note.package", bytes: note(value) }] }));
    expect(packages.map(({ type, name, version }) => [type, name, version])).toEqual([expected]);
  });

  test("notes too large to be searched through are a gap, since one may be hidden behind them", async () => {
    const decoy = elfNote("GNU", 3, "x".repeat(LIMITS.packageNoteBytes));
    const segments = [decoy, note(NOTE)].map((bytes) => ({ type: 4, bytes }));
    const { packages, problems } = await inspect(elf({ segments }));
    expect([packages, problems.map(({ code }) => code)]).toEqual([[], ["limit"]]);
  });

  test("a note that is no JSON is a gap, one about something else is none", async () => {
    const broken = elfNote("FDO", 0xcafe1a7e, "{type:");
    expect(await codesOfNotes(broken)).toEqual(["malformed"]);
    expect(await codesOfNotes(Buffer.concat(others))).toEqual([]);
  });
});
