import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { isRecord, parseRecord } from "../json.ts";

/** Where an entry of Rekor, the log, has the key or the certificate of what it logs, by its kind and version. */
const PLACES: Readonly<Record<string, readonly (string | number)[]>> = {
  "hashedrekord 0.0.1": ["spec", "signature", "publicKey", "content"],
  "dsse 0.0.1": ["spec", "signatures", 0, "verifier"],
  "intoto 0.0.2": ["spec", "content", "envelope", "signatures", 0, "publicKey"],
  "hashedrekord 0.0.2": ["spec", "hashedRekordV002", "signature", "verifier"],
  "dsse 0.0.2": ["spec", "dsseV002", "signatures", 0, "verifier"],
};

/**
 * Whether an entry of the log names the very key, or the certificate, that a signature is verified with. One under another
 * name would hide from who watches the log for his own.
 *
 * @param body JSON
 * @param signer a key; or a certificate in DER
 */
export function isLoggedBy(body: Uint8Array, signer: KeyObject | Uint8Array): boolean {
  const entry = parseRecord(Buffer.from(body).toString("utf8")) ?? {};
  const place = PLACES[`${String(entry["kind"])} ${String(entry["apiVersion"])}`] ?? [];
  const verifier = place.reduce<unknown>((at, step) => stepInto(at, step), entry);
  try {
    return isSame(verifier, signer);
  } catch {
    return false;
  }
}

function stepInto(at: unknown, step: string | number): unknown {
  if (typeof step === "number") return Array.isArray(at) ? (at[step] as unknown) : undefined;
  return isRecord(at) ? at[step] : undefined;
}

/** Rekor's first version keeps PEM in base64, its second one DER. */
function isSame(verifier: unknown, signer: KeyObject | Uint8Array): boolean {
  const isKey = !(signer instanceof Uint8Array);
  if (typeof verifier === "string") {
    const pem = Buffer.from(verifier, "base64");
    return isKey ? createPublicKey(pem).equals(signer) : new X509Certificate(pem).raw.equals(signer);
  }
  const holder = isRecord(verifier) ? verifier[isKey ? "publicKey" : "x509Certificate"] : undefined;
  const raw = isRecord(holder) ? holder["rawBytes"] : undefined;
  if (typeof raw !== "string") return false;
  const der = Buffer.from(raw, "base64");
  return isKey
    ? createPublicKey({ key: der, format: "der", type: "spki" }).equals(signer)
    : der.equals(signer);
}
