import { codec, type Int64, schemaOf } from "../protobuf.ts";

/** containerd api/services/content/v1/content.proto, by field number; only what we read or write. */
const SCHEMA = schemaOf({
  InfoRequest: { fields: { digest: { type: "string", id: 1 } } },
  InfoResponse: { fields: { info: { type: "Info", id: 1 } } },
  Info: { fields: { digest: { type: "string", id: 1 }, size: { type: "int64", id: 2 } } },
  ReadContentRequest: {
    fields: {
      digest: { type: "string", id: 1 },
      offset: { type: "int64", id: 2 },
      size: { type: "int64", id: 3 },
    },
  },
  ReadContentResponse: { fields: { data: { type: "bytes", id: 2 } } },
});

export interface ReadContentRequest {
  readonly digest: string;
  /** Of the first byte. */
  readonly offset: Int64;
  /** Bytes; 0 stands for all. */
  readonly size: Int64;
}

export const MESSAGES = {
  infoRequest: codec<{ digest: string }>(SCHEMA, "InfoRequest"),
  infoResponse: codec<{ info?: { digest: string; size: unknown } | null }>(SCHEMA, "InfoResponse"),
  readRequest: codec<ReadContentRequest>(SCHEMA, "ReadContentRequest"),
  readResponse: codec<{ data: Uint8Array }>(SCHEMA, "ReadContentResponse"),
};
