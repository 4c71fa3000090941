import { Writer } from "./number-writer.ts";

/** Go's build information as linkers since 1.18 write it. */
export function goBuildInfo(version: string, lines: readonly string[], flags = 2): Buffer {
  const modules = lines.length === 0 ? "" : `${"<".repeat(16)}${lines.join("\n")}\n${">".repeat(16)}`;
  return new Writer(true)
    .bytes("\xff Go buildinf:")
    .number(8, 1)
    .number(flags, 1)
    .bytes("", 16)
    .bytes(counted(version))
    .bytes(counted(modules))
    .done();
}

function counted(text: string): Buffer {
  const length: number[] = [];
  let left = text.length;
  for (; left >= 0x80; left = Math.floor(left / 128)) length.push((left % 128) + 128);
  return Buffer.concat([Uint8Array.of(...length, left), Buffer.from(text, "latin1")]);
}

/** Go's build information until 1.17: pointers to strings, which are pointers to bytes; all loaded at `address`. */
export function goBuildInfoByPointers(
  version: string,
  lines: readonly string[],
  { width, littleEndian, address }: { width: 4 | 8; littleEndian: boolean; address: number },
): Buffer {
  const modules = `${"<".repeat(16)}${lines.join("\n")}\n${">".repeat(16)}`;
  const strings = address + 32;
  const texts = strings + 4 * width;
  return new Writer(littleEndian)
    .bytes("\xff Go buildinf:")
    .number(width, 1)
    .number(littleEndian ? 0 : 1, 1)
    .bytes(
      new Writer(littleEndian)
        .number(strings, width)
        .number(strings + 2 * width, width)
        .done(),
      16,
    )
    .number(texts, width)
    .number(version.length, width)
    .number(texts + version.length, width)
    .number(modules.length, width)
    .bytes(version)
    .bytes(modules)
    .done();
}
