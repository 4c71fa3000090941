import type { FoundPackage } from "../../model/file-facts.ts";
import { quoted } from "../../text.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";
import { type PhpValue, readSerialized } from "./php-serialized.ts";
import { distinctTexts, shortText } from "../values.ts";

/**
 * What PEAR and PECL have installed: a file for each package in `.registry`, of its description as PHP serializes it
 * (PEAR_Registry). They are called as on Packagist, with the channel as the vendor: `pear/archive_tar`, `pecl/redis`.
 */
export const pear = {
  name: "pear",
  globs: ["**/.registry/*.reg", "**/.registry/.channel.*/*.reg"],
  parse: ({ path, bytes }) => {
    const { value, isWhole } = readSerialized(bytes);
    const file = path.slice(path.lastIndexOf("/") + 1, -".reg".length);
    const name = shortText(textAt(value, "name")) ?? shortText(textAt(value, "package")) ?? file;
    const version = shortText(textAt(value, "version", "release")) ?? shortText(textAt(value, "version"));
    const found = { type: "composer", name: `${vendorOf(path)}/${name.toLowerCase()}` } as const;
    const licenses = distinctTexts([textAt(value, "license", "_content") ?? textAt(value, "license")]);
    const packages: FoundPackage[] = [
      { ...found, version: version ?? "", ...(licenses.length === 0 ? {} : { licenses }) },
    ];
    // The package is named by the file: only its values may be missing.
    const problems = isWhole && version !== undefined ? [] : [damaged(name)];
    return { packages, problems } satisfies ParsedFile;
  },
} satisfies RecordCataloger;

const CHANNELS = new Map([
  ["pear.php.net", "pear"],
  ["pecl.php.net", "pecl"],
]);

/** PEAR's own channel has no folder. */
function vendorOf(path: string): string {
  const channel = /\/\.channel\.([^/]+)\/[^/]+$/.exec(path)?.[1] ?? "pear.php.net";
  return CHANNELS.get(channel) ?? channel;
}

function textAt(value: PhpValue, ...keys: readonly string[]): string | undefined {
  let found: PhpValue = value;
  for (const key of keys) found = found instanceof Map ? found.get(key) : undefined;
  return typeof found === "string" ? found : undefined;
}

function damaged(name: string): { code: string; reason: string } {
  return { code: "bad-version", reason: `The record of ${quoted(name)} is damaged or has no version.` };
}
