import { crc32 } from "node:zlib";
import type { ImageFile } from "./debian.ts";
import type { Random } from "./random.ts";

/** A program for Linux on x86-64 by its header (System V ABI, ELF header), with no sections, and bytes that mean nothing. */
export function program(path: string, bytes: number, random: Random): ImageFile {
  const content = random.bytes(bytes);
  content.fill(0, 0, 64);
  content.write("\x7fELF\x02\x01\x01", 0, "latin1");
  content.writeUInt16LE(2, 16);
  content.writeUInt16LE(62, 18);
  content.writeUInt32LE(1, 20);
  content.writeUInt16LE(64, 52);
  return { path, content, mode: 0o755 };
}

/** A jar (PKWARE's APPNOTE, 4.3) of so many entries, stored as they are; its pom.properties says what it is. */
export function jar(path: string, name: string, bytes: number, random: Random): ImageFile {
  const properties = `groupId=org.example\nartifactId=${name}\nversion=1.${random.between(0, 9)}.0\n`;
  const entries: { readonly name: string; readonly content: Buffer }[] = [
    { name: `META-INF/maven/org.example/${name}/pom.properties`, content: Buffer.from(properties) },
  ];
  for (let left = bytes, at = 0; left > 0; at += 1) {
    const size = Math.min(left, random.between(1_000, 200_000));
    entries.push({ name: `org/example/${name}/C${at}.class`, content: random.bytes(size) });
    left -= size;
  }
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const entry of entries) {
    const entryName = Buffer.from(entry.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(entry.content), 10);
    common.writeUInt32LE(entry.content.length, 14);
    common.writeUInt32LE(entry.content.length, 18);
    common.writeUInt16LE(entryName.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\x01\x02\x14\0", "latin1"), common, rest, entryName);
    local.push(Buffer.from("PK\x03\x04"), common, entryName, entry.content);
    offset += 30 + entryName.length + entry.content.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return { path, content: Buffer.concat([...local, directory, end]) };
}
