import { codec, type Int64, schemaOf } from "../protobuf.ts";

/**
 * The protobuf messages of a BuildKit session and of its progress, by field number. Only the fields that we read or
 * write: protobuf skips the others.
 */
const SCHEMA = schemaOf({
  // moby/buildkit api/services/control/control.proto
  StatusResponse: {
    fields: {
      vertexes: { rule: "repeated", type: "Vertex", id: 1 },
      statuses: { rule: "repeated", type: "VertexStatus", id: 2 },
      logs: { rule: "repeated", type: "VertexLog", id: 3 },
      warnings: { rule: "repeated", type: "VertexWarning", id: 4 },
    },
  },
  Vertex: {
    fields: {
      digest: { type: "string", id: 1 },
      name: { type: "string", id: 3 },
      cached: { type: "bool", id: 4 },
      started: { type: "Timestamp", id: 5 },
      completed: { type: "Timestamp", id: 6 },
      error: { type: "string", id: 7 },
    },
  },
  VertexStatus: {
    fields: {
      ID: { type: "string", id: 1 },
      vertex: { type: "string", id: 2 },
      completed: { type: "Timestamp", id: 8 },
    },
  },
  VertexLog: {
    fields: { vertex: { type: "string", id: 1 }, msg: { type: "bytes", id: 4 } },
  },
  VertexWarning: {
    fields: { vertex: { type: "string", id: 1 }, short: { type: "bytes", id: 3 } },
  },
  // google/protobuf/timestamp.proto; int64 on the wire, and the same bytes until 2106.
  Timestamp: { fields: { seconds: { type: "uint32", id: 1 }, nanos: { type: "int32", id: 2 } } },
  // moby/buildkit session/auth/auth.proto
  CredentialsRequest: { fields: { Host: { type: "string", id: 1 } } },
  CredentialsResponse: {
    fields: { Username: { type: "string", id: 1 }, Secret: { type: "string", id: 2 } },
  },
  // moby/buildkit session/secrets/secrets.proto
  GetSecretRequest: { fields: { ID: { type: "string", id: 1 } } },
  GetSecretResponse: { fields: { data: { type: "bytes", id: 1 } } },
  // grpc/health/v1/health.proto
  HealthCheckRequest: { fields: {} },
  HealthCheckResponse: { fields: { status: { type: "uint32", id: 1 } } },
  // tonistiigi/fsutil types/wire.proto and types/stat.proto
  Packet: {
    fields: {
      type: { type: "uint32", id: 1 },
      stat: { type: "Stat", id: 2 },
      ID: { type: "uint32", id: 3 },
      data: { type: "bytes", id: 4 },
    },
  },
  Stat: {
    fields: {
      path: { type: "string", id: 1 },
      mode: { type: "uint32", id: 2 },
      size: { type: "int64", id: 5 },
      modTime: { type: "int64", id: 6 },
      linkname: { type: "string", id: 7 },
      devmajor: { type: "int64", id: 8 },
      devminor: { type: "int64", id: 9 },
    },
  },
});

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  readonly started?: Timestamp | null;
  readonly completed?: Timestamp | null;
  readonly error: string;
}

export interface StatusResponse {
  readonly vertexes: readonly Vertex[];
  readonly statuses: readonly {
    readonly ID: string;
    readonly vertex: string;
    readonly completed?: Timestamp | null;
  }[];
  readonly logs: readonly { readonly vertex: string; readonly msg: Uint8Array }[];
  readonly warnings: readonly { readonly vertex: string; readonly short: Uint8Array }[];
}

/** fsutil's Packet.PacketType. */
export const PACKET = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;

export interface Packet {
  readonly type: number;
  readonly stat?: Stat | null;
  readonly ID?: number;
  readonly data?: Uint8Array;
}

export interface Stat {
  readonly path: string;
  /** As Go's os.FileMode, not as Unix. */
  readonly mode: number;
  readonly size?: number;
  /** Nanoseconds since 1970. */
  readonly modTime: Int64;
  readonly linkname?: string;
  readonly devmajor?: number;
  readonly devminor?: number;
}

export const MESSAGES = {
  status: codec<StatusResponse>(SCHEMA, "StatusResponse"),
  credentialsRequest: codec<{ Host: string }>(SCHEMA, "CredentialsRequest"),
  credentialsResponse: codec<{ Username?: string; Secret?: string }>(SCHEMA, "CredentialsResponse"),
  secretRequest: codec<{ ID: string }>(SCHEMA, "GetSecretRequest"),
  secretResponse: codec<{ data: Uint8Array }>(SCHEMA, "GetSecretResponse"),
  healthRequest: codec<object>(SCHEMA, "HealthCheckRequest"),
  healthResponse: codec<{ status: number }>(SCHEMA, "HealthCheckResponse"),
  packet: codec<Packet>(SCHEMA, "Packet"),
};
