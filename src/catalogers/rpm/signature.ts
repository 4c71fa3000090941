import { LIMITS } from "../../limits.ts";
import type { RpmHeader } from "./header.ts";
import { TAG } from "./tags.ts";

/**
 * The ids of the keys that a package is signed with, in lower-case hexadecimal, sorted: as the signatures name them, which
 * are not verified.
 */
export function signingKeys(header: RpmHeader): string[] {
  const signatures = [TAG.RSAHEADER, TAG.DSAHEADER, TAG.SIGPGP, TAG.SIGGPG].flatMap(
    (tag) => header.binary(tag) ?? [],
  );
  // rpm 6 has all of them here, as base64.
  for (const text of header.byteStrings(TAG.OPENPGP).slice(0, LIMITS.rpmSignatures))
    signatures.push(Buffer.from(text, "base64"));
  return [...new Set(signatures.flatMap((signature) => issuers(signature)))].toSorted();
}

/** Who made each of the signatures in a sequence of OpenPGP packets (RFC 9580, section 4.2). */
function issuers(bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, LIMITS.rpmTextBytes);) {
    const packet = packetAt(bytes, at);
    if (packet === undefined) break;
    const body = bytes.subarray(packet.start, packet.end);
    const issuer = packet.tag === SIGNATURE ? issuerOf(body) : undefined;
    if (issuer !== undefined) found.push(issuer);
    at = packet.end;
  }
  return found;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function packetAt(bytes: Uint8Array, at: number): (Span & { readonly tag: number }) | undefined {
  const first = bytes[at] ?? 0;
  if ((first & 0x80) === 0) return undefined;
  if ((first & 0x40) !== 0) {
    const span = newLength(bytes, at + 1);
    return span === undefined ? undefined : { tag: first & 0x3f, ...span };
  }
  // The old form: the length takes 1, 2 or 4 bytes; or it is left out, and the packet is the last.
  const width = [1, 2, 4][first & 3];
  const start = at + 1 + (width ?? 0);
  const end = width === undefined ? bytes.length : start + bigEndian(bytes, at + 1, width);
  return { tag: (first >> 2) & 0xf, start, end };
}

/** The length of a packet's or subpacket's body in one, two or five bytes; in parts no signature is sent. */
function newLength(bytes: Uint8Array, at: number): Span | undefined {
  const first = bytes[at] ?? 0;
  if (first < 192) return { start: at + 1, end: at + 1 + first };
  if (first < 224) {
    const start = at + 2;
    return { start, end: start + ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192 };
  }
  return first === 255 ? { start: at + 5, end: at + 5 + bigEndian(bytes, at + 1, 4) } : undefined;
}

/** The key's id in a signature packet of version 3, 4 or 6 (RFC 9580, section 5.2). */
function issuerOf(body: Uint8Array): string | undefined {
  const version = body[0];
  // Type, time and the key's id, which stand in what is hashed and so behind its length.
  if (version === 3) return body.length < 15 ? undefined : hex(body.subarray(7, 15));
  const width = version === 4 ? 2 : version === 6 ? 4 : undefined;
  if (width === undefined) return undefined;
  const hashed = 4 + width;
  const hashedEnd = hashed + bigEndian(body, 4, width);
  const unhashed = hashedEnd + width;
  const unhashedEnd = unhashed + bigEndian(body, hashedEnd, width);
  return issuerIn(body.subarray(hashed, hashedEnd)) ?? issuerIn(body.subarray(unhashed, unhashedEnd));
}

/** The first subpacket that names the issuer, by id or by fingerprint. */
function issuerIn(subpackets: Uint8Array): string | undefined {
  for (let at = 0; at < subpackets.length;) {
    const span = newLength(subpackets, at);
    // In a subpacket the two-byte lengths go on to 254: of these none is so long.
    if (span === undefined || span.end <= at) return undefined;
    const [type = 0, ...content] = subpackets.subarray(span.start, Math.min(span.end, span.start + 64));
    const kind = type & 0x7f;
    if (kind === ISSUER_ID && content.length === 8) return hex(Uint8Array.from(content));
    if (kind === ISSUER_FINGERPRINT) return idOf(Uint8Array.from(content));
    at = span.end;
  }
  return undefined;
}

/** The id is the end of a fingerprint of version 4, and the beginning of a later one. */
function idOf([version, ...fingerprint]: Uint8Array): string | undefined {
  if (fingerprint.length < 20) return undefined;
  return hex(Uint8Array.from(version === 4 ? fingerprint.slice(-8) : fingerprint.slice(0, 8)));
}

function bigEndian(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = at; index < at + width; index++) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** Packet and subpacket types (RFC 9580, sections 5 and 5.2.3.7). */
const SIGNATURE = 2;
const ISSUER_ID = 16;
const ISSUER_FINGERPRINT = 33;
