import type { Cataloger } from "../cataloger.ts";
import { parseStatus } from "./dpkg.ts";

/** opkg's database, of OpenWrt and of what Yocto makes: the same stanzas as dpkg's. */
export const opkg = {
  name: "opkg",
  type: "opkg",
  files: ["/usr/lib/opkg/status", "/var/lib/opkg/status", "/opt/lib/opkg/status"],
  directories: [],
  hasBlankLines: true,
  parse: ({ bytes }) => parseStatus(bytes, { needsStatus: true }),
} satisfies Cataloger;
