import type { Content } from "../../model/content.ts";

/**
 * A part of a content, as if it were one of its own. What is asked of it may lie anywhere, since numbers in a program say where: beyond
 * its end there is nothing, and the content itself is only asked for what it has.
 */
export function partOf(content: Content, offset: number, size: number): Content {
  const end = Math.min(offset + size, content.size);
  const length = Math.max(0, end - offset);
  return {
    size: length,
    read: (at, wanted) => {
      const available = Math.max(0, Math.min(wanted, length - at));
      return available === 0 ? Promise.resolve(new Uint8Array(0)) : content.read(offset + at, available);
    },
    async *chunks(from = 0) {
      let left = length - from;
      for await (const chunk of content.chunks(offset + from)) {
        if (left <= 0) return;
        yield chunk.subarray(0, left);
        left -= chunk.length;
      }
    },
  };
}
