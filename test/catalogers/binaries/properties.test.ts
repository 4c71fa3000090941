import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { programs } from "../../../src/catalogers/binaries/programs.ts";
import { EXECUTABLE_MAGICS } from "../../../src/catalogers/binaries/read-executable.ts";
import { binaryStrings, CLASSIFIERS } from "../../../src/catalogers/binaries/strings.ts";
import { LIMITS } from "../../../src/limits.ts";
import { memoryContent, type Content } from "../../../src/model/content.ts";
import { elf, elfNote, fatMachO, machO, pe } from "../../support/executables.ts";
import { goBuildInfo, goBuildInfoByPointers } from "../../support/go-build-info.ts";

const SEED = 20_240_501;

const GO = goBuildInfo("go1.21.5", [
  "path\tx",
  "mod\texample.com/x\tv1.0.0\th1:a=",
  "dep\trsc.io/quote\tv1.5.2\th1:b=",
]);
const CRATES = {
  name: ".dep-v0",
  bytes: deflateSync('{"packages":[{"name":"adler","version":"1.0.2"},{"name":"app","version":"0.1.0"}]}'),
};
const NOTE = {
  name: ".note.package",
  bytes: elfNote("FDO", 0xcafe1a7e, '{"type":"rpm","name":"a","version":"1-1"}'),
};
const ALL = [{ name: ".go.buildinfo", bytes: GO }, CRATES, NOTE];
const OLD_GO = goBuildInfoByPointers("go1.13.15", ["mod\texample.com/x\tv1.0.0\t"], {
  width: 8,
  littleEndian: true,
  address: 0x400000,
});
const FILES: readonly Buffer[] = [
  elf({ sections: ALL }),
  elf({ wide: false, littleEndian: false, sections: ALL }),
  elf({
    segments: [
      { bytes: OLD_GO, address: 0x400000 },
      { bytes: NOTE.bytes, type: 4 },
    ],
  }),
  pe([{ name: ".data", bytes: GO }, CRATES]),
  machO([{ name: "__go_buildinfo", bytes: GO }, CRATES]),
  fatMachO([machO([CRATES]), machO([CRATES], false)]),
];

/** All that a problem of a program can be; anything else is a word that no gap is known by. */
const CODES = new Set(["truncated", "malformed", "limit", "packed", "bad-version"]);

/** Inspects it, and holds what is read of it to its size: each byte a few times, whatever tables say. */
async function inspect(bytes: Uint8Array) {
  let read = 0;
  const inner = memoryContent(bytes);
  const content: Content = {
    ...inner,
    read: async (offset, length) => {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(length).toBeGreaterThanOrEqual(0);
      expect(offset + length).toBeLessThanOrEqual(bytes.length);
      const found = await inner.read(offset, length);
      read += found.length;
      return found;
    },
  };
  const result = await programs.inspect({ path: "/x", mode: 0o755, content });
  expect(read).toBeLessThanOrEqual(40 * bytes.length + LIMITS.executableHeadBytes);
  expect(result.problems.filter(({ code }) => !CODES.has(code))).toEqual([]);
  return result;
}

const file = fc.constantFrom(...FILES);
const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });

describe("whatever a program holds, reading it ends, and it ends with an answer", () => {
  test("cut off anywhere", async () => {
    for (const whole of FILES)
      for (let end = 0; end < whole.length; end += 3) await inspect(whole.subarray(0, end));
  });

  test("with bytes flipped, in the headers mostly", async () => {
    const damaged = fc.tuple(file, flips, fc.boolean()).map(([whole, changes, inFront]) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at % (inFront ? 512 : bytes.length)] = value;
      return bytes;
    });
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => void (await inspect(bytes))),
      {
        seed: SEED,
        numRuns: 3000,
      },
    );
  });

  test("with any number in place of any four or eight bytes", async () => {
    const numbers = fc.constantFrom(0n, 1n, 0xffffn, 0x7fffffffn, 0xffffffffn, 1n << 53n, (1n << 64n) - 1n);
    const damaged = fc
      .tuple(file, fc.nat({ max: 400 }), numbers, fc.boolean())
      .map(([whole, at, value, wide]) => {
        const bytes = Buffer.from(whole);
        if (at + 8 > bytes.length) return bytes;
        if (wide) bytes.writeBigUInt64LE(value, at);
        else bytes.writeUInt32LE(Number(value & 0xffffffffn), at);
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => void (await inspect(bytes))),
      {
        seed: SEED,
        numRuns: 3000,
      },
    );
  });

  test("with nothing behind its magic but noise", async () => {
    const noise = fc
      .tuple(fc.constantFrom(...EXECUTABLE_MAGICS), fc.uint8Array({ maxLength: 600 }))
      .map(([magic, bytes]) => Buffer.concat([magic, bytes]));
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => void (await inspect(bytes))),
      {
        seed: SEED,
        numRuns: 2000,
      },
    );
  });
});

describe("damage to one part hides no other", () => {
  test("a list of crates that is broken leaves Go's modules and the note", async () => {
    const damaged = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => ({ ...CRATES, bytes }));
    await fc.assert(
      fc.asyncProperty(damaged, async (broken) => {
        const { packages, problems } = await inspect(elf({ sections: [ALL[0] ?? CRATES, broken, NOTE] }));
        expect(packages.map(({ name }) => name)).toEqual(["stdlib", "example.com/x", "rsc.io/quote", "a"]);
        expect(problems).toHaveLength(1);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe("searching for versions", () => {
  const names = fc.constantFrom(
    ...CLASSIFIERS.flatMap(({ files }) => files.map((one) => one.replaceAll(/[*?]/g, "1"))),
  );
  const anchors = CLASSIFIERS.flatMap(({ evidence }) =>
    evidence.flatMap(({ anchor }) => (typeof anchor === "string" ? [anchor] : [])),
  );
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(...anchors),
      fc.constantFrom("1.2.3", "20.1.0", "3.11", "\0", "\0v", " (", "go1.2", "x".repeat(300)),
      fc.string({ maxLength: 20, unit: "binary-ascii" }),
    ),
    { maxLength: 40 },
  );

  test("gives the same however the content is cut", async () => {
    await fc.assert(
      fc.asyncProperty(names, pieces, fc.integer({ min: 1, max: 700 }), async (name, parts, size) => {
        const content = memoryContent(Buffer.from(`\x7fELF\0${parts.join("")}`, "latin1"));
        const cut: Content = {
          ...content,
          async *chunks() {
            for (let at = 0; at < content.size; at += size) yield await content.read(at, size);
          },
        };
        const path = `/usr/bin/${name}`;
        const whole = await binaryStrings.inspect({ path, mode: 0o755, content });
        const result = await binaryStrings.inspect({ path, mode: 0o755, content: cut });
        expect(new Set(result.packages)).toEqual(new Set(whole.packages));
        for (const { version } of whole.packages) expect(version).toMatch(/^\d[\w.+-]*$/);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
