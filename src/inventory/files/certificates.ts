import { X509Certificate } from "node:crypto";
import { byteString } from "../../text.ts";

/** A certificate as a file has it. */
export interface Certificate {
  /** Its DER in base64: the same for the same certificate, however its file is laid out. */
  readonly key: string;
  /** `CN=Example Root, O=Example`; undefined where it cannot be read. */
  subject(): string | undefined;
}

/** Also OpenSSL's own kind, in which trust is written behind the certificate. */
const PEM = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END /g;

/** All certificates in a file: PEM (RFC 7468), with whatever between them, or one in DER. */
export function certificatesIn(bytes: Uint8Array): Certificate[] {
  const text = byteString(bytes);
  const found = [...text.matchAll(PEM)].map(([, body = ""]) => certificate(body.replaceAll(/\s/g, "")));
  if (found.length > 0 || !isSequence(bytes)) return found;
  const one = certificate(Buffer.from(bytes).toString("base64"));
  return one.subject() === undefined ? [] : [one];
}

function certificate(key: string): Certificate {
  return { key, subject: () => subjectOf(Buffer.from(key, "base64")) };
}

function subjectOf(der: Uint8Array): string | undefined {
  try {
    return new X509Certificate(der).subject?.split("\n").toReversed().join(", ");
  } catch {
    return undefined;
  }
}

/** Of two bytes of length or more, as each certificate has it. */
function isSequence(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] === 0x82 || bytes[1] === 0x81);
}
