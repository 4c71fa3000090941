import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** A key whose signatures count. */
export interface TrustedKey {
  /** As lumogate.yaml calls it: its `name`, or else its path. */
  readonly name: string;
  readonly key: KeyObject;
}

/** Smaller ones can be factored by who has the money (NIST SP 800-131A). */
const RSA_BITS = 2048;

/**
 * Reads a public key in PEM (RFC 7468), as `cosign generate-key-pair` writes cosign.pub: ECDSA over the NIST's curves, RSA,
 * or Ed25519.
 *
 * @throws Error with a clause as its message
 */
export function parsePublicKey(pem: Uint8Array): KeyObject {
  const text = Buffer.from(pem).toString("latin1");
  // Node derives the public key of a private one, which has no place in a repository.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw new Error("it is a private key");
  if (!text.includes("-----BEGIN PUBLIC KEY-----")) throw new Error("it is no public key in PEM");
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(pem), format: "pem" });
  } catch (cause) {
    throw new Error("its PEM cannot be read", { cause });
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "ed25519" || (type === "ec" && CURVES.has(details?.namedCurve ?? ""))) return key;
  if (type !== "rsa") throw new Error("it is of a kind that cosign does not sign with");
  if ((details?.modulusLength ?? 0) >= RSA_BITS) return key;
  throw new Error(
    `it is a key of RSA with ${details?.modulusLength ?? 0} bits, expected ${RSA_BITS} at least`,
  );
}

/** OpenSSL's names of P-256, P-384 and P-521, and the hash that goes with each. */
const CURVES = new Map([
  ["prime256v1", "sha256"],
  ["secp384r1", "sha384"],
  ["secp521r1", "sha512"],
]);

/** Whether this key has signed these bytes. cosign takes SHA-256 for every kind of key; newer versions the curve's own hash. */
export function hasSigned(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return hashesFor(key).some((hash) => {
    try {
      return verify(hash, message, key, signature);
    } catch {
      // OpenSSL throws where what is to be a signature has no form of one.
      return false;
    }
  });
}

/** Null where the kind of key has a hash of its own (RFC 8032). */
function hashesFor({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): (string | null)[] {
  if (asymmetricKeyType === "ed25519") return [null];
  return [...new Set(["sha256", CURVES.get(asymmetricKeyDetails?.namedCurve ?? "") ?? "sha256"])];
}
