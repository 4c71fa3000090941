import { withOrigins } from "../../../src/inventory/origins/origins.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { validateInventory } from "../../../src/inventory/validate.ts";
import type { Inventory } from "../../../src/model/inventory.ts";
import { imageBySteps, type Step } from "../../support/history.ts";
import { DEBIAN_OS_RELEASE, debStanza } from "../../support/image.ts";
import { file, type TarMember } from "../../support/tar.ts";

export const STATUS = "var/lib/dpkg/status";

/** dpkg's database with these packages, written as `name` or `name version`. */
export function status(...packages: readonly string[]): TarMember {
  return file(STATUS, packages.map((each) => debStanza(...(each.split(" ") as [string]))).join(""));
}

/** Steps of these layers on a Debian; each is called by its number. */
export function debianSteps(...layers: readonly (readonly TarMember[])[]): Step[] {
  const [first = [], ...others] = layers;
  return [[file("etc/os-release", DEBIAN_OS_RELEASE), ...first], ...others].map((members, index) => ({
    createdBy: `RUN step ${index}`,
    members,
  }));
}

export async function originsOf(steps: readonly Step[], isNeeded = false): Promise<Inventory> {
  const image = await imageBySteps(steps);
  const inventory = await withOrigins(await takeInventory(image, "all"), image, isNeeded);
  return validateInventory(JSON.parse(JSON.stringify(inventory)));
}

/** `name version:arch` to the step that brought it. */
export function stepOfEach({ packages }: Inventory): Record<string, number | undefined> {
  return Object.fromEntries(
    packages.map(({ name, version, arch, introducedIn }) => [
      version === "1.0-1" && arch === "amd64" ? name : `${name} ${version}:${arch}`,
      introducedIn?.layer,
    ]),
  );
}

export function originGaps({ gaps }: Inventory): string[] {
  return gaps
    .filter(({ code }) => code.startsWith("origins."))
    .map(({ code, path, affects }) => [code, path, ...affects].filter(Boolean).join(" "));
}

/** The layers of the databases that packages are recorded in. */
export function databaseSteps({ packages }: Inventory): Record<string, number | undefined> {
  return Object.fromEntries(
    packages.flatMap(({ locations }) => locations.map(({ path, layer }) => [path, layer])),
  );
}
