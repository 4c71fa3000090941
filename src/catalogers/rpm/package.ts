import { quoted } from "../../text.ts";
import type { ParsedPackage } from "../cataloger.ts";
import type { ProblemLog } from "../problem-log.ts";
import type { RpmHeader } from "./header.ts";
import { signingKeys } from "./signature.ts";
import { sourceOf } from "./source.ts";
import { TAG } from "./tags.ts";

/**
 * The package that a header describes. Public keys that were imported are here as rpm has them: as packages of the name
 * `gpg-pubkey`, without architecture and source.
 *
 * @returns undefined for a header without a name, which is told
 */
export function packageOf(header: RpmHeader, log: ProblemLog): ParsedPackage | undefined {
  const text = (tag: keyof typeof IDENTITY | keyof typeof DESCRIPTION): string | undefined => {
    const value = header.text(TAG[tag]);
    if (value === undefined || value.text === "" || value.text === "(none)") return undefined;
    // Old packagers' names are Latin-1 in real packages; in what identifies a package it is no accident.
    if (!value.utf8 && Object.hasOwn(IDENTITY, tag))
      log.add("encoding", `The ${tag} of a package is not UTF-8: ${quoted(value.text)}.`);
    return value.text;
  };
  const name = text("NAME");
  if (name === undefined) {
    log.add("malformed", `A package has no name: ${header.damage[0] ?? "the tag is not in its header."}`);
    return undefined;
  }
  const [version, release, arch] = [text("VERSION"), text("RELEASE"), text("ARCH")];
  if (/[\s\p{Cc}]/u.test(name)) log.add("bad-name", `The package ${quoted(name)} has blanks in its name.`);
  if (version === undefined || release === undefined) {
    const what = version === undefined ? "version" : "release";
    log.add("bad-version", `The package ${quoted(name)} has no ${what}.`);
  }
  const [epoch, size] = [header.numbers(TAG.EPOCH)[0], sizeOf(header)];
  const [source, license, vendor] = [sourceOf(text("SOURCERPM")), text("LICENSE"), text("VENDOR")];
  const [maintainer, modularity] = [text("PACKAGER"), text("MODULARITYLABEL")];
  const signedBy = signingKeys(header);
  for (const reason of header.damage)
    log.add("malformed", `The package ${quoted(name)} is damaged: ${reason}`);
  return {
    name,
    version: [version ?? "", ...(release === undefined ? [] : [release])].join("-"),
    ...(epoch === undefined ? {} : { epoch }),
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { source }),
    ...(license === undefined ? {} : { licenses: [license] }),
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(modularity === undefined ? {} : { modularity }),
    ...(signedBy.length === 0 ? {} : { signedBy }),
    ...(size === undefined ? {} : { size }),
  };
}

const IDENTITY = { NAME: true, VERSION: true, RELEASE: true, ARCH: true } as const;
const DESCRIPTION = {
  SOURCERPM: true,
  LICENSE: true,
  VENDOR: true,
  PACKAGER: true,
  MODULARITYLABEL: true,
} as const;

/** Packages of 4 GiB and more have their size in a tag of its own. */
function sizeOf(header: RpmHeader): number | undefined {
  const size = header.numbers(TAG.LONGSIZE)[0] ?? header.numbers(TAG.SIZE)[0];
  return size === undefined || !Number.isSafeInteger(size) ? undefined : size;
}
