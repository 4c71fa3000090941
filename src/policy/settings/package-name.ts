import { NAME_SEPARATORS } from "../../model/name-separators.ts";
import type { PackageType } from "../../model/package-types.ts";

/** A part of a name, in which a ban may have stars. The rule puts names into a regular expression. */
const PART = String.raw`[A-Za-z0-9.+_~*-]+`;

/** What packages can be called: `libssl3`, `@babel/core`, `golang.org/x/net`, `org.apache.logging.log4j:log4j-core`. */
const NAME = new RegExp(`^(?:@?${PART}(?:/${PART})*|${PART}:${PART})$`);

/** How dpkg writes an architecture behind a name; no Maven artifact is called so. */
const WITH_ARCHITECTURE =
  /:(?:all|any|native|amd64|arm64|armel|armhf|i386|mips64el|ppc64el|riscv64|s390x|x86_64|aarch64)$/;

/** True for what a package can be called, stars aside: a ban on anything else would ban nothing. */
export function isPackageName(name: string): boolean {
  return NAME.test(name) && !WITH_ARCHITECTURE.test(name);
}

/** A package's full name and the rest of its namespace, as the inventory has them. */
export function fullName(
  type: PackageType,
  namespace: string | undefined,
  name: string,
): { readonly name: string; readonly namespace?: string } {
  const separator = NAME_SEPARATORS[type];
  if (namespace === undefined) return { name };
  return separator === undefined ? { name, namespace } : { name: `${namespace}${separator}${name}` };
}
