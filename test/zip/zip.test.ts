import { describe, expect, it } from "vitest";
import { type Content, memoryContent } from "../../src/model/content.ts";
import { listZip, type ZipListing } from "../../src/zip/list-zip.ts";
import { readEntry, storedContent } from "../../src/zip/read-entry.ts";
import { makeZip, type ZipFile, type ZipOptions } from "../support/zip.ts";

const LIMIT = 1024 * 1024;
const ALL = (): boolean => true;
const TWO: readonly ZipFile[] = [
  { name: "one.txt", bytes: "the first" },
  { name: "folder/two.txt", bytes: "the second ".repeat(50) },
];

describe("a zip", () => {
  const forms: Record<string, [Partial<ZipFile>, ZipOptions?]> = {
    deflated: [{}],
    stored: [{ stored: true }],
    "written in one go, with sizes behind the data": [{ descriptor: true }],
    "with a comment that holds the signature of its end": [{}, { comment: "PK\x05\x06 and PK\x01\x02" }],
    "behind a script that its offsets do not count": [{}, { prefix: "#!/bin/sh\nexec java -jar $0\n" }],
    "of 64-bit numbers": [{ zip64: true }, { zip64: true }],
    "of 64-bit numbers behind a script": [{ zip64: true }, { zip64: true, prefix: "#!/bin/sh\n" }],
    "with a longer extra field in front of the data than in the directory": [{ extra: Buffer.alloc(600) }],
  };
  it.each(Object.entries(forms))("is read: %s", async (_, [odd, options]) => {
    const content = memoryContent(
      makeZip(
        TWO.map((file) => ({ ...file, ...odd })),
        options,
      ),
    );
    const listing = await listed(content);
    expect(listing.problem).toBeUndefined();
    expect(await texts(content, listing)).toEqual([
      ["one.txt", "the first"],
      ["folder/two.txt", "the second ".repeat(50)],
    ]);
  });

  it("is read by its directory where something else stands behind that or behind its end", async () => {
    const zip = makeZip(TWO);
    for (const bytes of [Buffer.concat([zip, Buffer.from("\n\n")]), zip]) {
      const content = memoryContent(bytes);
      expect(await texts(content, await listed(content))).toHaveLength(2);
    }
  });

  it("is not hidden by an empty end behind its own, which a Java runtime passes over", async () => {
    const emptyEnd = makeZip([]);
    for (const behind of ["x", "\0\0"]) {
      const content = memoryContent(Buffer.concat([makeZip(TWO), emptyEnd, Buffer.from(behind)]));
      const listing = await listed(content);
      expect([listing.entries.length, listing.problem]).toEqual([2, undefined]);
    }
    // Without a byte behind it that end counts, but then these are members that nothing lists.
    const { entries, problem } = await listed(memoryContent(Buffer.concat([makeZip(TWO), emptyEnd])));
    expect([entries.length, problem?.code]).toEqual([2, "truncated"]);
  });

  it("is not hidden by numbers of 64 bits that contradict those of 32", async () => {
    const zip = makeZip([...TWO, { name: "last", bytes: "" }]);
    const lie = makeZip([], { zip64: true }).subarray(0, -22);
    const end = zip.length - 22;
    // It stands in the comment of the last member, so it is a part of the directory.
    const forged = Buffer.concat([zip.subarray(0, end), lie, zip.subarray(end)]);
    forged.writeUInt16LE(lie.length, end - "last".length - 46 + 32);
    forged.writeUInt32LE(zip.readUInt32LE(end + 12) + lie.length, end + lie.length + 12);
    const { entries, problem } = await listed(memoryContent(forged));
    expect([entries.length, problem]).toEqual([3, undefined]);
  });

  it("may be empty, and that is no damage", async () => {
    expect(await listZip(memoryContent(makeZip([])), ALL)).toEqual({ entries: [] });
  });

  it.each([
    ["nothing", ""],
    ["text", "PKZIP was a program.\n"],
    ["a script", "#!/bin/sh\necho PK\n"],
  ])("is not what is %s", async (_, text) => {
    expect(await listZip(memoryContent(Buffer.from(text)), ALL)).toBeUndefined();
  });

  it("lists a name that occurs twice twice, and only what is wanted", async () => {
    const content = memoryContent(
      makeZip([
        { name: "a", bytes: "1" },
        { name: "b", bytes: "" },
        { name: "a", bytes: "2" },
      ]),
    );
    const listing = await listZip(content, (name) => name === "a");
    expect(await texts(content, listing)).toEqual([
      ["a", "1"],
      ["a", "2"],
    ]);
  });

  it("keeps names as they are, whatever is in them", async () => {
    const names = ["../../etc/passwd", "META-INF\\MANIFEST.MF", "/absolute", "caf\u00c3\u00a9", "a\0b", ""];
    const listing = await listZip(memoryContent(makeZip(names.map((name) => ({ name, bytes: "" })))), ALL);
    expect(listing?.entries.map(({ name }) => name)).toEqual(names);
  });
});

describe("of a damaged zip", () => {
  it("what is cut off is told, and what stands before is read", async () => {
    const zip = makeZip(TWO);
    const second = zip.indexOf("PK\x03\x04", 4);
    for (let length = 4; length < zip.length; length += 1) {
      const content = memoryContent(zip.subarray(0, length));
      const listing = await listZip(content, ALL);
      expect(listing?.problem?.code).toBe("truncated");
      if (length >= second) expect((await texts(content, listing))[0]).toEqual(["one.txt", "the first"]);
    }
  });

  it("members are found without a directory though their headers have no sizes", async () => {
    const zip = makeZip(TWO.map((file) => ({ ...file, descriptor: true })));
    const content = memoryContent(zip.subarray(0, zip.indexOf("PK\x01\x02")));
    const listing = await listZip(content, ALL);
    expect(await texts(content, listing)).toEqual(TWO.map(({ name, bytes }) => [name, bytes]));
  });

  it("the members behind a damaged place in the directory are found by their own headers", async () => {
    const files = [...TWO, { name: "three.txt", bytes: "the third" }];
    const zip = makeZip(files);
    zip[zip.indexOf("PK\x01\x02", zip.indexOf("PK\x01\x02") + 4) + 2] = 0x41;
    const content = memoryContent(zip);
    const listing = await listZip(content, ALL);
    expect(listing?.problem?.code).toBe("malformed");
    expect((await texts(content, listing)).map(([name]) => name)).toEqual(files.map(({ name }) => name));
  });
});

describe("a member", () => {
  const problems: Record<string, [Partial<ZipFile>, string]> = {
    "that is encrypted": [{ encrypted: true }, "encrypted"],
    "of a method that Java does not know": [{ method: 12 }, "unsupported"],
    "with another checksum": [{ crc: 1 }, "malformed"],
    "that is longer than the directory says": [{ size: 3 }, "malformed"],
    "with another name in its own header": [{ localName: "b" }, "malformed"],
    "that is called deflated and is not": [{ stored: true, method: 8 }, "malformed"],
    "that unfolds to more than is allowed": [{ bytes: Buffer.alloc(LIMIT + 1) }, "limit"],
    "that unfolds to more than it says": [{ bytes: Buffer.alloc(LIMIT + 1), size: 5 }, "limit"],
    "that is stored, and too long": [{ bytes: Buffer.alloc(LIMIT + 1), stored: true }, "limit"],
  };
  it.each(Object.entries(problems))("%s is a problem", async (_, [odd, code]) => {
    const content = memoryContent(makeZip([{ name: "a", bytes: "some text", ...odd }]));
    const [entry] = (await listed(content)).entries;
    expect(entry && (await readEntry(content, entry, LIMIT)).problem?.code).toBe(code);
  });

  it("that is stored is read in its place, and no further", async () => {
    const content = memoryContent(makeZip([{ name: "a", bytes: "0123456789", stored: true }, ...TWO]));
    const [entry] = (await listed(content)).entries;
    const part = entry && (await storedContent(content, entry));
    expect(part?.size).toBe(10);
    expect(Buffer.from((await part?.read(7, 100)) ?? []).toString()).toBe("789");
    const chunks: Uint8Array[] = [];
    for await (const chunk of part?.chunks(4) ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("456789");
  });
});

async function listed(content: Content): Promise<ZipListing> {
  return (await listZip(content, ALL)) ?? { entries: [] };
}

async function texts(content: Content, listing: ZipListing | undefined): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const entry of listing?.entries ?? [])
    found.push([entry.name, Buffer.from((await readEntry(content, entry, LIMIT)).bytes).toString()]);
  return found;
}
