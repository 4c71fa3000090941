import protobuf from "protobufjs/light.js";

/** One kind of message. Absent fields are proto3's defaults after decoding; embedded messages stay undefined. */
export interface Codec<T extends object> {
  readonly encode: (message: T) => Buffer;
  /** @throws where the bytes are not such a message */
  readonly decode: (bytes: Uint8Array) => T;
}

/** Field numbers by the messages' names. */
export type Schema = protobuf.Root;

/** A schema in code, because a .proto file read at run time would not survive bundling. */
export function schemaOf(messages: Readonly<Record<string, protobuf.IType>>): Schema {
  return protobuf.Root.fromJSON({ nested: { ...messages } });
}

export function codec<T extends object>(schema: Schema, name: string): Codec<T> {
  const type = schema.lookupType(name);
  return {
    encode: (message) => {
      const { buffer, byteOffset, byteLength } = type.encode(message).finish();
      return Buffer.from(buffer, byteOffset, byteLength);
    },
    decode: (bytes) => type.decode(bytes) as unknown as T,
  };
}

/** A 64-bit integer in two halves, since a number holds no nanoseconds of today. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
  readonly unsigned: false;
}

export function int64(value: bigint): Int64 {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: false,
  };
}
