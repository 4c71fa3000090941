import { describe, expect, test } from "vitest";
import { binaryStrings, CLASSIFIERS } from "../../../src/catalogers/binaries/strings.ts";
import { memoryContent, type Content } from "../../../src/model/content.ts";
import { EXAMPLES } from "./string-examples.ts";

/** What a program begins with. */
const HEAD = "\x7fELF\x02\x01\x01\0";

function inspect(path: string, bytes: string, chunkBytes = 1 << 16) {
  const content = memoryContent(Buffer.from(bytes, "latin1"));
  return binaryStrings.inspect({ path, mode: 0o755, content: inChunks(content, chunkBytes) });
}

async function found(path: string, bytes: string, chunkBytes?: number): Promise<readonly string[]> {
  const { packages, problems } = await inspect(path, bytes, chunkBytes);
  expect(problems).toEqual([]);
  expect(packages.every(({ type, evidence }) => type === "generic" && evidence === "binary")).toBe(true);
  return packages.map(({ name, version }) => `${name}@${version}`);
}

/** The same content, and cut where the test says. */
function inChunks(content: Content, size: number): Content {
  return {
    ...content,
    async *chunks(offset = 0) {
      for (let at = offset; at < content.size; at += size) yield await content.read(at, size);
    },
  };
}

describe("a version is found in", () => {
  test.each(EXAMPLES)("%s: %j", async (file, bytes, expected) => {
    expect(await found(`/opt/${file}`, HEAD + bytes)).toEqual([expected]);
  });

  test.each([
    ["/usr/local/go/VERSION", "go1.22.3\ntime 2024-05-01T19:49:47Z\n", "go@1.22.3"],
    ["/usr/local/go/VERSION", "go1.23rc1\n", "go@1.23rc1"],
    ["/usr/local/lib/erlang/releases/26/OTP_VERSION", "26.2.5.1\n", "erlang@26.2.5.1"],
  ])("the text %s: %j", async (path, text, expected) => {
    expect(await found(path, text)).toEqual([expected]);
  });

  test("every row has an example here", () => {
    const known = new Set(EXAMPLES.map(([, , expected]) => expected.split("@")[0]));
    expect(CLASSIFIERS.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("wherever the content is cut into chunks, the first place counts", () => {
  test.each([1, 7, 300, 1024])("into %i bytes", async (size) => {
    for (const before of [0, 250, 1000, 3001]) {
      const bytes = `${HEAD}${"\0x".repeat(before)}\0node.js/v20.1.0\0${"y".repeat(400)}node.js/v9.9.9\0`;
      expect(await found("/usr/bin/node", bytes, size)).toEqual(["node@20.1.0"]);
    }
  });

  test("several rows of one file are found in one pass", async () => {
    const both = `${HEAD}\0LibreSSL 3.8.2\0${"x".repeat(5000)}\0OpenSSL 1.1.1w  11 Sep 2023\0`;
    expect(await found("/lib/libcrypto.so.46", both, 512)).toEqual(["libressl@3.8.2", "openssl@1.1.1w"]);
  });
});

describe("nothing is claimed of", () => {
  test.each([
    [
      "a script that names a version",
      "/usr/bin/node",
      '#!/bin/sh\nexec /opt/node.js/v20.1.0/bin/node "$@"\n',
    ],
    ["a program of another name", "/usr/bin/nodemon", `${HEAD}node.js/v20.1.0\0`],
    ["a program with more to its name", "/usr/bin/mynode", `${HEAD}node.js/v20.1.0\0`],
    ["a program without a version", "/usr/bin/node", `${HEAD}node.js/vNext\0`],
    ["BoringSSL, which has none", "/lib/libcrypto.so", `${HEAD}\0OpenSSL 1.1.1 (compatible; BoringSSL)\0`],
    [
      "what a program asks of a library",
      "/lib/libssl.so.3",
      `${HEAD}\0OPENSSL_3.0.0\0OpenSSL 3.0.0 or later\0`,
    ],
    ["another Python's libraries", "/usr/bin/python3.11", `${HEAD}\x003.45.1\0\x003.12.1\0`],
    ["Redis that Valkey is like", "/usr/bin/valkey-server", `${HEAD}\x007.2.4\0c11-builtin\0`],
    ["MySQL in MariaDB's words", "/usr/bin/mysqld", `${HEAD}\0MySQL 5.6 / 5.7 compatible\0`],
    [
      "a program of Go's that is not go",
      "/usr/bin/go",
      `${HEAD}\xff Go buildinf:\x08\x02${"\0".repeat(16)}\x08go1.21.3\0`,
    ],
    ["a file VERSION elsewhere", "/app/VERSION", "go1.22.3\n"],
    ["an empty file", "/usr/bin/bash", ""],
  ])("%s", async (_, path, bytes) => {
    expect(await found(path, bytes)).toEqual([]);
  });
});

describe("a program made to keep us busy", () => {
  test.each([1 << 16, 1 << 24])("full of anchors is given up with a gap, in chunks of %i", async (size) => {
    const started = process.cpuUsage();
    const bytes = `${HEAD}${"BusyBox v".repeat(110_000)}`;
    const { packages, problems } = await inspect("/usr/bin/busybox", bytes, size);
    expect([packages, problems.map(({ code }) => code)]).toEqual([[], ["limit"]]);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  test("no pattern takes long over any window", () => {
    const hostile = ["1", "1.", "0", "\0", "a", "-", "9.9", " ", "(", "1.1.1"].map((unit) =>
      unit.repeat(320 / unit.length),
    );
    const started = process.cpuUsage();
    for (const { evidence } of CLASSIFIERS)
      for (const { anchor, pattern } of evidence)
        for (const window of hostile)
          for (const text of typeof anchor === "string"
            ? [window, anchor + window, window + anchor]
            : [window])
            for (let again = 0; again < 10; again += 1) pattern.exec(text);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });
});
