import type { Proof } from "../model/signature-facts.ts";
import { UnreadableDocument } from "./claim.ts";
import { hasSigned, type TrustedKey } from "./public-key.ts";
import type { Signed } from "./signed.ts";
import type { LogEntry } from "./sigstore.ts";
import type { Trust } from "./trust.ts";

/** Who signed a document, verified: all of a proof but what it is about. */
export type Signatory = Pick<
  Proof,
  "kind" | "key" | "issuer" | "identity" | "transparency" | "integratedTime"
>;

/**
 * Finds out who signed a document, by what is trusted.
 *
 * @throws UnreadableDocument, whose message says why nobody trusted has
 */
export async function signatoryOf(signed: Signed, trust: Trust): Promise<Signatory> {
  if (signed.signatures.length === 0) throw new UnreadableDocument("Nobody has signed it.");
  return signed.hasCertificate ? byCertificate(signed, trust) : byKey(signed, trust);
}

async function byKey(signed: Signed, { keys, roots }: Trust): Promise<Signatory> {
  if (keys.length === 0)
    throw new UnreadableDocument("It is signed with a key, and lumogate.yaml names none.");
  const key = keys.find((one) =>
    signed.signatures.some((bytes) => hasSigned(one.key, signed.message, bytes)),
  );
  if (key === undefined)
    throw new UnreadableDocument("None of the keys that lumogate.yaml names has signed it.");
  return { kind: "key", key: key.name, ...logged(await logEntryOf(signed, key, roots)) };
}

/** Looked at only where there is a root to hold it against; what no root knows proves nothing, and refutes nothing. */
async function logEntryOf(
  { bundle, message }: Signed,
  { key }: TrustedKey,
  roots: Trust["roots"],
): Promise<LogEntry | undefined> {
  if (bundle === undefined || roots.length === 0) return undefined;
  const { verifyLogged } = await import("./sigstore.ts");
  for (const root of roots) {
    const entry = verifyLogged(bundle, message, key, root);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function byCertificate({ bundle = {}, message }: Signed, { roots }: Trust): Promise<Signatory> {
  if (roots.length === 0)
    throw new UnreadableDocument("It is signed with a certificate, and lumogate.yaml names no trusted_root.");
  const { verifyByCertificate } = await import("./sigstore.ts");
  const failures: unknown[] = [];
  for (const root of roots) {
    try {
      const { log, ...signer } = verifyByCertificate(bundle, message, root);
      return { kind: "keyless", ...signer, ...logged(log) };
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

function logged(entry: LogEntry | undefined): Pick<Proof, "transparency" | "integratedTime"> {
  if (entry === undefined) return { transparency: false };
  const { integratedTime: seconds } = entry;
  if (seconds <= 0 || seconds > LAST_SECOND) return { transparency: true };
  return { transparency: true, integratedTime: `${new Date(seconds * 1000).toISOString().slice(0, -5)}Z` };
}

/** RFC 3339 has no later year than 9999. */
const LAST_SECOND = 253_402_300_799;
