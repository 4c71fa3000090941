import { type Varint, varintAt } from "./varint.ts";

/** A row's value: only what rpm's tables hold is told apart. */
export type Value = null | number | Uint8Array;

/**
 * The values of a record (sqlite.org/fileformat2.html, section 2.1): the length of its head, a type for each value, and the
 * values. Texts are bytes, in the database's encoding.
 *
 * @returns as many as are whole; fewer than the record has where its payload was cut
 */
export function valuesOf(payload: Uint8Array): Value[] {
  const head = varintAt(payload, 0);
  const values: Value[] = [];
  if (head === undefined) return values;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let [type, at]: [Varint | undefined, number] = [typeAt(payload, head.end, head.value), head.value];
  for (; type !== undefined; type = typeAt(payload, type.end, head.value)) {
    const bytes = lengthOf(type.value);
    if (bytes === undefined || at + bytes > payload.length) break;
    values.push(type.value >= 12 ? payload.subarray(at, at + bytes) : numberAt(view, at, type.value, bytes));
    at += bytes;
  }
  return values;
}

function typeAt(payload: Uint8Array, at: number, end: number): Varint | undefined {
  return at < end ? varintAt(payload, at) : undefined;
}

/** Bytes that a value of a type takes; undefined for the types that stand in no file. */
function lengthOf(type: number): number | undefined {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type];
}

function numberAt(view: DataView, at: number, type: number, bytes: number): Value {
  if (type === 0) return null;
  if (type >= 8) return type - 8;
  if (type === 7) return view.getFloat64(at);
  let value = view.getInt8(at);
  for (let index = 1; index < bytes; index++) value = value * 256 + view.getUint8(at + index);
  return value;
}
