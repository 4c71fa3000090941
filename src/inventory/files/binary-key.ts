import { byteString } from "../../text.ts";

/**
 * PKCS#8 (RFC 5958), PKCS#1 (RFC 8017, A.1.2) and SEC 1 (RFC 5915) in DER, and PKCS#12 (RFC 7292): a sequence that begins
 * with its version, and then has what no other sequence has there.
 */
export function derKey(head: Uint8Array): string | undefined {
  const bytes = byteString(head);
  const start = DER_SEQUENCE.exec(bytes);
  if (start === null) return undefined;
  const content = bytes.slice(start[0].length);
  for (const [kind, form] of DER_FORMS) if (form.test(content)) return `private-key/${kind}`;
  return undefined;
}

/* oxlint-disable no-control-regex -- these are bytes */
/** Its length in any of DER's forms, and an INTEGER of one byte. */
const DER_SEQUENCE = /^\x30(?:[\x00-\x80]|\x81[^]|\x82[^]{2})(?=\x02\x01)/;
const DER_FORMS: readonly (readonly [string, RegExp])[] = [
  // An algorithm (RSA, DSA, elliptic curve, Ed25519 and its like), and the key as an OCTET STRING.
  [
    "pkcs8",
    /^\x02\x01[\0\x01]\x30[\x05-\x7f]\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01|\x07\x2a\x86\x48\xce[\x38\x3d]|\x03\x2b\x65[\x6e-\x71]\x04)/,
  ],
  // Modulus, of 1024 bits or more.
  ["rsa", /^\x02\x01\0\x02(?:\x81\x81|\x82[\x01-\x08][\0\x01])\0[\x80-\xff]/],
  // The key, 28 to 66 bytes; the curve.
  ["ec", /^\x02\x01\x01\x04[\x1c-\x42][^]{28,66}\xa0[^]\x06/],
  // Data of authenticated safes, one of them with a bag of a key, encrypted or not.
  [
    "pkcs12",
    /^\x02\x01\x03\x30[^]{1,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01[^]*\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01[\x01\x02]/,
  ],
];
/* oxlint-enable no-control-regex */

/**
 * Java's key stores, whose first entry tells: a store of trusted certificates only (`cacerts`) has no key.
 *
 * @param head the file's first bytes
 */
export function javaKeyStore(head: Uint8Array): string | undefined {
  if (head.length < 16) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const kind = KEY_STORES.get(view.getUint32(0));
  const [version, tag] = [view.getUint32(4), view.getUint32(12)];
  const isKey = tag === PRIVATE_KEY_ENTRY || tag === SECRET_KEY_ENTRY;
  return kind !== undefined && (version === 1 || version === 2) && isKey ? `private-key/${kind}` : undefined;
}

const KEY_STORES = new Map([
  [0xfe_ed_fe_ed, "jks"],
  [0xce_ce_ce_ce, "jceks"],
]);
const PRIVATE_KEY_ENTRY = 1;
const SECRET_KEY_ENTRY = 3;
