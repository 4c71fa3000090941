import { isRecord } from "../json.ts";
import { messageOf } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import { INVENTORY_SCHEMA, type Inventory } from "../model/inventory.ts";
import { decodeDocument, parseDocument } from "../sbom/read/json-document.ts";
import { damagedDocument, documentEnds, findDocument, recordedImage } from "./recorded-image.ts";
import type { Source, SourceContext } from "./source.ts";

/** What `lumogate inspect --output json` wrote, to be judged later or elsewhere. */
export const inventory = {
  transport: "inventory",
  recognises: async (path) => /^\s*\{\s*"schema":\s*"lumogate\/inventory\//.test(await documentEnds(path)),
  find: (path, context) => findDocument(path, context, "inventory", openInventory),
} satisfies Source;

function openInventory(path: string, bytes: Uint8Array, { progress }: SourceContext): Promise<OpenImage> {
  progress(`Reading ${path}`);
  const document = parsed(path, bytes);
  if (!isRecord(document) || document["schema"] !== INVENTORY_SCHEMA)
    throw damagedDocument("inventory", path, `it is no document of the format ${INVENTORY_SCHEMA}`);
  return recordedImage("inventory", path, document as unknown as Inventory);
}

function parsed(path: string, bytes: Uint8Array): unknown {
  try {
    return parseDocument(decodeDocument(bytes));
  } catch (cause) {
    throw damagedDocument("inventory", path, messageOf(cause), cause);
  }
}
