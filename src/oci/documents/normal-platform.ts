import type { Platform } from "../../model/inventory.ts";

/** Other spellings of an architecture, with the variant that some of them mean. */
const ARCHITECTURE_SPELLINGS = new Map<string, readonly [string, string?]>([
  ["i386", ["386", ""]],
  ["x86_64", ["amd64"]],
  ["x86-64", ["amd64"]],
  ["aarch64", ["arm64"]],
  ["armhf", ["arm", "v7"]],
  ["armel", ["arm", "v6"]],
]);

/** Other spellings of a variant: the one that every processor of its architecture is goes unsaid, but for arm. */
const VARIANT_SPELLINGS = new Map([
  ["amd64/v1", ""],
  ["arm64/v8", ""],
  ["arm64/8", ""],
  ["arm/", "v7"],
  ["arm/5", "v5"],
  ["arm/6", "v6"],
  ["arm/7", "v7"],
  ["arm/8", "v8"],
]);

/** A platform as containerd and Docker spell it: Normalize of github.com/containerd/platforms, in its database.go. */
export function normalPlatform({ os, architecture, variant = "" }: Platform): Platform {
  const given = architecture.toLowerCase();
  const [name, meant] = ARCHITECTURE_SPELLINGS.get(given) ?? [given];
  const said = meant ?? variant.toLowerCase();
  const normal = VARIANT_SPELLINGS.get(`${name}/${said}`) ?? said;
  return {
    os: os === "" ? "linux" : os.toLowerCase(),
    architecture: name,
    ...(normal === "" ? {} : { variant: normal }),
  };
}
