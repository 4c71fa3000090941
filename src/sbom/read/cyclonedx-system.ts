import type { JsonRecord } from "../../json.ts";
import type { OperatingSystem } from "../../model/inventory.ts";
import type { Property } from "../properties.ts";
import { known, textOf } from "../values.ts";
import { SBOM_SOURCE } from "./distro.ts";

/** A component of the type operating-system; Syft adds what os-release says as properties. */
export function cyclonedxSystem(
  component: JsonRecord,
  properties: readonly Property[],
): OperatingSystem | undefined {
  const said = new Map(properties);
  const name = textOf(component, "name");
  const id = said.get("syft:distro:id") ?? name?.toLowerCase();
  if (id === undefined) return undefined;
  const isOwnName = name !== id;
  return {
    id,
    ...known({
      name: isOwnName ? name : undefined,
      versionId: said.get("syft:distro:versionID") ?? textOf(component, "version"),
      prettyName: said.get("syft:distro:prettyName") ?? textOf(component, "description"),
      codename: said.get("syft:distro:versionCodename"),
      variantId: said.get("syft:distro:variantID"),
    }),
    idLike: properties.filter(([key]) => key.startsWith("syft:distro:idLike:")).map(([, value]) => value),
    source: SBOM_SOURCE,
  };
}
