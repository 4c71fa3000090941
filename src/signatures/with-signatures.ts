import type { Need } from "../model/depth.ts";
import { LumogateError } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Gap, Inventory } from "../model/inventory.ts";
import { signatureFacts } from "./facts.ts";
import type { Trust } from "./trust.ts";

/**
 * Says who has signed an image, and what is attested of it. What a recorded inventory says of that is left out: nobody has
 * verified it here.
 *
 * @param need `needed` by a rule: that nothing can be attached where the image is then stands in its way. That a rule may look
 *   up anything is no reason to ask a network as long as nobody is trusted: nothing could be verified
 * @throws the reason of `signal`; a registry that does not answer is a gap
 */
export async function withSignatures(
  inventory: Inventory,
  opened: OpenImage,
  trust: Trust,
  need: Need,
  signal: AbortSignal,
): Promise<Inventory> {
  const { signatures: _, attestations: __, ...image } = inventory.image;
  const bare = { ...inventory, image };
  const isNeeded = need === "needed";
  if (opened.attachments === undefined) return isNeeded ? withGap(bare, "signatures.nowhere", NOWHERE) : bare;
  if (!isNeeded && trust.keys.length + trust.roots.length === 0) return bare;
  try {
    const facts = await signatureFacts(await opened.attachments(), trust);
    return { ...bare, image: { ...image, ...facts } };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LumogateError)) throw error;
    const reason = `Who has signed the image cannot be told: ${error.message}`;
    return withGap(bare, "signatures.unreadable", reason);
  }
}

const NOWHERE =
  "Nothing here can have signatures attached to it. Judge the image in its registry (registry:NAME), or in an OCI layout that has them.";

function withGap(inventory: Inventory, code: string, reason: string): Inventory {
  const gap: Gap = { code, by: "signatures", reason, affects: ["image"] };
  return { ...inventory, gaps: [...inventory.gaps, gap] };
}
