import { json } from "../encode/json.ts";
import type { SbomReporter } from "./reporter.ts";

/** CycloneDX 1.6, JSON. */
export const cyclonedx: SbomReporter = {
  name: "cyclonedx",
  render: async (inventory) =>
    json((await import("../sbom/write/cyclonedx.ts")).cyclonedxDocument(inventory)),
};

/** SPDX 2.3, JSON. */
export const spdx: SbomReporter = {
  name: "spdx",
  render: async (inventory) => json((await import("../sbom/write/spdx.ts")).spdxDocument(inventory)),
};

/** SPDX 3.0.1, JSON-LD. */
export const spdx3: SbomReporter = {
  name: "spdx3",
  render: async (inventory) => json((await import("../sbom/write/spdx3.ts")).spdx3Document(inventory)),
};
