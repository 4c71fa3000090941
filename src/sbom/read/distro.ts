import type { OperatingSystem, Package } from "../../model/inventory.ts";
import { PACKAGE_TYPES } from "../../model/package-types.ts";
import { parsePurl } from "../purl.ts";
import type { SbomProblem } from "../sbom.ts";
import { known } from "../values.ts";

/** Where no SBOM says which file of the image told what system it is. */
export const SBOM_SOURCE = "its SBOM";

/**
 * The system by the package URLs of its packages, `distro=debian-12`, for documents that have no component for it.
 *
 * @returns nothing where the packages name none, or several
 */
export function systemOfPackages(packages: readonly Package[]): OperatingSystem | undefined {
  const distros = new Set(
    packages
      .filter(({ type }) => PACKAGE_TYPES[type] === "os")
      .flatMap(({ purl }) => parsePurl(purl)?.qualifiers.get("distro") || []),
  );
  const [distro, ...others] = distros;
  return distro === undefined || others.length > 0 ? undefined : systemOfDistro(distro);
}

/** `opensuse-leap-15.5`: the version begins behind the last hyphen that a digit follows; some name no version. */
function systemOfDistro(distro: string): OperatingSystem {
  const [, id = distro, versionId] = /^(.+)-(\d[^-]*)$/.exec(distro) ?? [];
  return { id, ...known({ versionId }), idLike: [], source: SBOM_SOURCE };
}

/** Why packages of the system may have been left out: nothing in the document is about any system. */
export function withoutSystem(isOfSystem: boolean): SbomProblem[] {
  if (isOfSystem) return [];
  const reason =
    "The SBOM is not of an image, and lists no package of an operating system: whether there are any, it does not say.";
  return [{ code: "no-system", reason }];
}
