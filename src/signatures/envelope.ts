import { isRecord } from "../json.ts";
import { UnreadableDocument } from "./claim.ts";

/** A statement in an envelope that is signed (DSSE, github.com/secure-systems-lab/dsse, envelope.md). */
export interface Envelope {
  readonly payload: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

/** Of an in-toto statement; what is in another envelope was not signed as one. */
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** Several parties sign one statement at times; more only cost time. */
const MOST_SIGNATURES = 16;

/** @throws UnreadableDocument */
export function parseEnvelope(document: unknown): Envelope {
  const { payloadType, payload, signatures } = isRecord(document) ? document : {};
  if (payloadType !== PAYLOAD_TYPE || typeof payload !== "string")
    throw new UnreadableDocument("The envelope holds no statement of in-toto.");
  if (!Array.isArray(signatures) || signatures.length > MOST_SIGNATURES)
    throw new UnreadableDocument("The envelope has no list of signatures.");
  const signed = signatures.flatMap((one: unknown) => {
    const signature = isRecord(one) ? one["sig"] : undefined;
    return typeof signature === "string" ? [Buffer.from(signature, "base64")] : [];
  });
  return { payload: Buffer.from(payload, "base64"), signatures: signed };
}

/** What an envelope's signatures are over: the type beside the payload, so that neither is taken for another (DSSE, protocol.md). */
export function signedBytes({ payload }: Envelope): Uint8Array {
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
