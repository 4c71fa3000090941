import { LIMITS } from "../limits.ts";
import type { Attachment, Attachments } from "../model/attachments.ts";
import type { AttestationFact, Proof, SignatureFact } from "../model/signature-facts.ts";
import { SIMPLE_SIGNING } from "../oci/attachments/media-types.ts";
import { compareText } from "../text.ts";
import { type Claim, UnreadableDocument } from "./claim.ts";
import { provenanceOf } from "./provenance.ts";
import { signatoryOf } from "./prove.ts";
import { readSigned, type Signed } from "./signed.ts";
import type { Trust } from "./trust.ts";

/** What is attached to an image, and how far it proves anything. */
export interface SignatureFacts {
  readonly signatures: readonly SignatureFact[];
  readonly attestations: readonly AttestationFact[];
}

/**
 * Reads and verifies all that is attached to an image.
 *
 * @returns each once, in an order that only depends on what there is
 * @throws LumogateError where it cannot be had; whatever is wrong with what is there is a fact
 */
export async function signatureFacts(attachments: Attachments, trust: Trust): Promise<SignatureFacts> {
  const signatures: SignatureFact[] = [];
  const attestations: AttestationFact[] = [];
  for (const attachment of await attachments.list()) {
    const { claim, proof } = await examine(attachment, attachments.subjects, trust);
    if (claim === undefined ? attachment.mediaType === SIMPLE_SIGNING : claim.kind === "signature")
      signatures.push(proof);
    else attestations.push({ ...proof, ...statementOf(claim, attachment) });
  }
  return { signatures: inOrder(signatures), attestations: inOrder(attestations) };
}

interface Examined {
  /** Left out where the document cannot be read. */
  readonly claim?: Claim;
  readonly proof: Proof;
}

async function examine(attachment: Attachment, subjects: readonly string[], trust: Trust): Promise<Examined> {
  const unproven = { verified: false, digest: attachment.subject, transparency: false };
  let signed: Signed | undefined;
  try {
    signed = await read(attachment);
    const { digests } = signed.claim;
    const digest = subjects.find((subject) => digests.includes(subject));
    if (digest === undefined) throw new UnreadableDocument("It is about another image.");
    return { claim: signed.claim, proof: { verified: true, digest, ...(await signatoryOf(signed, trust)) } };
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    const kind = signed === undefined || signed.signatures.length === 0 ? {} : { kind: kindOf(signed) };
    const known = signed === undefined ? {} : { claim: signed.claim };
    return { ...known, proof: { ...kind, ...unproven, problem: error.message } };
  }
}

async function read(attachment: Attachment): Promise<Signed> {
  if (attachment.size > LIMITS.attachmentBytes)
    throw new UnreadableDocument(
      `It has ${attachment.size} bytes, more than ${LIMITS.attachmentBytes} (limit attachmentBytes).`,
    );
  return readSigned(attachment, await attachment.read());
}

function kindOf({ hasCertificate }: Signed): "key" | "keyless" {
  return hasCertificate ? "keyless" : "key";
}

/** Of a statement that cannot be read, whoever attached it has said what it is to be. */
function statementOf(
  claim: Claim | undefined,
  { annotations }: Attachment,
): Omit<AttestationFact, keyof Proof> {
  if (claim?.kind === "attestation")
    return { predicateType: claim.predicateType, ...provenanceOf(claim.predicateType, claim.predicate) };
  const type = annotations.get("predicateType") ?? annotations.get("in-toto.io/predicate-type") ?? "";
  return type === "" || type.length > LIMITS.factChars ? {} : { predicateType: type };
}

/** The same is often attached twice: by a tag, and as a referrer. */
function inOrder<Fact extends Proof>(facts: readonly Fact[]): Fact[] {
  const byText = new Map(facts.map((fact) => [JSON.stringify(fact), fact]));
  return [...byText].toSorted(([a], [b]) => compareText(a, b)).map(([, fact]) => fact);
}
