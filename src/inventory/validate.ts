import { LumogateError } from "../model/error.ts";
import type { Inventory } from "../model/inventory.ts";
import { validate } from "../validate.ts";

/**
 * Holds a document against the inventory's schema.
 *
 * @throws LumogateError `inventory.invalid`, naming the first places that are wrong
 */
export async function validateInventory(document: unknown): Promise<Inventory> {
  const problems = await validate("inventory", document);
  if (problems.length === 0) return document as Inventory;
  const places = problems
    .slice(0, 3)
    .map(({ instancePath, message }) => `${instancePath || "the document"} ${message}`);
  throw new LumogateError(
    "inventory.invalid",
    `The inventory does not follow its schema: ${places.join("; ")}.`,
    {
      hint: "Where lumogate made it, this is a bug in lumogate: please report it with the image's name.",
    },
  );
}
