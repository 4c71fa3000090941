import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { type Claim, UnreadableDocument } from "./claim.ts";
import { parseDocument } from "./strict-document.ts";

/** What cosign, since its third version, writes of an image that it only signs (its BUNDLE_SPEC.md). */
const COSIGN_SIGN = "https://sigstore.dev/cosign/sign/v1";

/** github.com/in-toto/attestation, spec/v0.1.0 and spec/v1. */
const STATEMENT_TYPES = new Set(["https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1"]);

/**
 * Reads an in-toto statement.
 *
 * @throws UnreadableDocument
 */
export function parseStatement(bytes: Uint8Array): Claim {
  const { _type: type, subject, predicateType, predicate } = parseDocument(bytes, "The statement");
  if (typeof type !== "string" || !STATEMENT_TYPES.has(type))
    throw new UnreadableDocument("The statement is of no version that lumogate reads (in-toto 0.1 and 1).");
  if (typeof predicateType !== "string" || predicateType === "" || predicateType.length > LIMITS.factChars)
    throw new UnreadableDocument("The statement does not say what kind it is.");
  if (!Array.isArray(subject)) throw new UnreadableDocument("The statement is about nothing.");
  const digests = subject.flatMap((one: unknown) => digestOf(one));
  if (predicateType === COSIGN_SIGN) return { kind: "signature", digests };
  return { kind: "attestation", predicateType, digests, predicate };
}

function digestOf(subject: unknown): string[] {
  const digest = isRecord(subject) ? subject["digest"] : undefined;
  const hex = isRecord(digest) ? digest["sha256"] : undefined;
  return typeof hex === "string" ? [`sha256:${hex}`] : [];
}
