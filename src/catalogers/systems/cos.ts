import { isRecord } from "../../json.ts";
import type { Cataloger, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { NO_RECORD, readRecord, texts } from "../json-record.ts";

/** Container-Optimized OS writes what it was made of into one file; what only the build used stands apart. */
export const cos = {
  name: "cos",
  type: "cos",
  files: ["/etc/cos-package-info.json"],
  directories: [],
  parse: ({ bytes }) => parsePackageInfo(bytes),
} satisfies Cataloger;

function parsePackageInfo(bytes: Uint8Array): ParsedDatabase {
  const read = readRecord(bytes);
  if (read === undefined) return { packages: [], problems: [NO_RECORD] };
  const installed = read["installedPackages"] ?? [];
  if (!Array.isArray(installed))
    return { packages: [], problems: [{ code: "later-format", reason: "installedPackages is not a list." }] };
  const packages = installed.flatMap((one: unknown) => packageOf(one));
  const isOdd = packages.length < installed.length;
  return { packages, problems: isOdd ? [{ code: "malformed", reason: "A package has no name." }] : [] };
}

function packageOf(one: unknown): ParsedPackage[] {
  if (!isRecord(one)) return [];
  const values = texts(one, ["name", "version", "category", "ebuild_version"]);
  const [name, category, ebuild] = ["name", "category", "ebuild_version"].map((key) => values.get(key));
  if (name === undefined) return [];
  return [
    {
      name,
      version: values.get("version") ?? "",
      ...(category === undefined
        ? {}
        : { source: { name: `${category}/${name}`, ...(ebuild === undefined ? {} : { version: ebuild }) } }),
    },
  ];
}
