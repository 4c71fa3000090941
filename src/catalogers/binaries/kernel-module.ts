import type { FoundPackage } from "../../model/file-facts.ts";
import { LIMITS } from "../../limits.ts";
import { byteString, decodeUtf8 } from "../../text.ts";
import type { ContentCataloger } from "../cataloger.ts";
import { ELF_MAGIC, ET_REL, readElf } from "./elf.ts";

/**
 * A module of the Linux kernel, not compressed: `key=value` texts in its section `.modinfo`, a NUL behind each
 * (include/linux/moduleparam.h). What has no such section no kernel would load, and is no module.
 */
export const kernelModule = {
  name: "kernel-module",
  globs: ["**/*.ko"],
  magics: [ELF_MAGIC],
  inspect: async ({ content }) => {
    const head = await content.read(0, LIMITS.executableHeadBytes);
    const { executables } = await readElf(content, head, [ET_REL]);
    const packages: FoundPackage[] = [];
    for (const { content: own, sections } of executables) {
      const section = sections.find(({ name }) => name === ".modinfo");
      if (section === undefined) continue;
      const bytes = await own.read(section.offset, Math.min(section.size, MODINFO_BYTES));
      const found = moduleOf(decodeUtf8(byteString(bytes)).text);
      if (found !== undefined) packages.push(found);
    }
    return { packages, problems: [] };
  },
} satisfies ContentCataloger;

/** Most of it is a list of the devices that the module is for; what is read here stands behind it, so all of it counts. */
const MODINFO_BYTES = 1024 * 1024;

function moduleOf(text: string): FoundPackage | undefined {
  const values = new Map<string, string>();
  for (const entry of text.split("\0")) {
    const equals = entry.indexOf("=");
    const key = entry.slice(0, equals);
    if (equals > 0 && READ.has(key) && !values.has(key))
      values.set(key, entry.slice(equals + 1, equals + 1 + VALUE_CHARS));
  }
  const [name, version = "", license, author] = ["name", "version", "license", "author"].map((key) =>
    values.get(key),
  );
  if (name === undefined || name === "") return undefined;
  return {
    type: "generic",
    name,
    version,
    evidence: "binary",
    ...(license === undefined ? {} : { licenses: [license] }),
    ...(author === undefined ? {} : { maintainer: author }),
  };
}

const READ = new Set(["name", "version", "license", "author"]);
const VALUE_CHARS = 256;
