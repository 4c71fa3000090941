import { apk } from "./systems/apk.ts";
import type { Cataloger } from "./cataloger.ts";
import { dpkg, dpkgStatusDirectory } from "./systems/dpkg.ts";
import { rpmManifest } from "./rpm/manifest.ts";
import { rpm } from "./rpm/rpm.ts";
import { bottlerocket } from "./systems/bottlerocket.ts";
import { chisel } from "./systems/chisel.ts";
import { cos } from "./systems/cos.ts";
import { opkg } from "./systems/opkg.ts";

/** Every package database that can be read. A new one is a file in a folder beside this one, a row here, a test. */
export const CATALOGERS: readonly Cataloger[] = [
  dpkg,
  dpkgStatusDirectory,
  apk,
  rpm,
  rpmManifest,
  opkg,
  chisel,
  cos,
  bottlerocket,
];
