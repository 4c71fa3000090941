import { isRecord } from "../../json.ts";
import type { Cataloger, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { NO_RECORD, readRecord, texts } from "../json-record.ts";

const INVENTORY = "usr/share/bottlerocket/application-inventory.json";

/** Bottlerocket's application inventory; its root lies below another one in images of its own tools. */
export const bottlerocket = {
  name: "bottlerocket",
  type: "bottlerocket",
  files: [
    `/${INVENTORY}`,
    `/x86_64-bottlerocket-linux-gnu/sys-root/${INVENTORY}`,
    `/aarch64-bottlerocket-linux-gnu/sys-root/${INVENTORY}`,
  ],
  directories: [],
  parse: ({ bytes }) => parseInventory(bytes),
} satisfies Cataloger;

function parseInventory(bytes: Uint8Array): ParsedDatabase {
  const read = readRecord(bytes);
  if (read === undefined) return { packages: [], problems: [NO_RECORD] };
  const content = read["Content"];
  if (!Array.isArray(content))
    return { packages: [], problems: [{ code: "later-format", reason: "It has no list called Content." }] };
  const packages = content.flatMap((one: unknown) => packageOf(one));
  const isOdd = packages.length < content.length;
  return { packages, problems: isOdd ? [{ code: "malformed", reason: "An application has no name." }] : [] };
}

function packageOf(one: unknown): ParsedPackage[] {
  if (!isRecord(one)) return [];
  const values = texts(one, ["Name", "Version", "Release", "Epoch", "Architecture", "Publisher"]);
  const name = values.get("Name");
  if (name === undefined) return [];
  const version = [values.get("Version"), values.get("Release")]
    .filter((part) => part !== undefined)
    .join("-");
  const epoch = /^\d{1,9}$/.test(values.get("Epoch") ?? "") ? Number(values.get("Epoch")) : 0;
  const [arch, vendor] = [values.get("Architecture"), values.get("Publisher")];
  return [
    {
      name,
      version,
      ...(epoch === 0 ? {} : { epoch }),
      ...(arch === undefined ? {} : { arch }),
      ...(vendor === undefined ? {} : { vendor }),
    },
  ];
}
