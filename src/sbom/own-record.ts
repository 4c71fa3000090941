import { isRecord } from "../json.ts";
import type { Gap, ImageIdentity, Inventory, OperatingSystem, PackageDatabase } from "../model/inventory.ts";
import type { NotableFile } from "../model/notable-file.ts";
import { damaged, parseJson, type Property } from "./properties.ts";
import type { OwnRecord } from "./sbom.ts";

/** What our documents say of an inventory as a whole. */
export interface DocumentRecord {
  readonly own: OwnRecord;
  readonly image: ImageIdentity;
  readonly os?: OperatingSystem;
}

/** The parts that have no place in any format, each as JSON; lists an item a property, so that a gap can be found by eye. */
export function documentProperties({ scope, image, os, databases, files, gaps }: Inventory): Property[] {
  return [
    ["lumogate:scope", scope],
    ...each("image", [image]),
    ...each("os", os === undefined ? [] : [os]),
    ...each("database", databases),
    ...each("gap", gaps),
    // That there are none, and that nobody looked, are two things.
    ...(files === undefined ? [] : [["lumogate:files", String(files.length)] as const]),
    ...each("file", files ?? []),
  ];
}

/**
 * The same, read back. Whoever uses it holds it to the inventory's schema first.
 *
 * @returns undefined where the document is not ours
 * @throws Error with a clause as its message
 */
export function parseDocumentProperties(properties: readonly Property[]): DocumentRecord | undefined {
  const texts = new Map<string, string[]>();
  for (const [name, text] of properties) {
    const known = texts.get(name);
    if (known === undefined) texts.set(name, [text]);
    else known.push(text);
  }
  const all = (name: string): unknown[] => (texts.get(`lumogate:${name}`) ?? []).map(parseJson);
  const [scope] = texts.get("lumogate:scope") ?? [];
  if (scope === undefined) return undefined;
  const [image] = all("image");
  const [os] = all("os");
  if ((scope !== "os" && scope !== "all") || !isRecord(image)) throw damaged();
  return {
    image: image as unknown as ImageIdentity,
    ...(os === undefined ? {} : { os: os as OperatingSystem }),
    own: {
      scope,
      databases: all("database") as PackageDatabase[],
      ...(texts.has("lumogate:files") ? { files: all("file") as NotableFile[] } : {}),
      gaps: all("gap") as Gap[],
    },
  };
}

function each(name: string, values: readonly object[]): Property[] {
  return values.map((value) => [`lumogate:${name}`, JSON.stringify(value)]);
}
