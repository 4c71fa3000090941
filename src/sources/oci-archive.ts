import type { Archive } from "../oci/archive.ts";
import { isArchiveWith, openArchiveFile } from "./archive-file.ts";
import { readSavedImages } from "./docker-archive-manifest.ts";
import { checkAgreement } from "./hybrid-archive.ts";
import { layoutOf } from "./layout-archive.ts";
import { type Locator, splitLocator } from "./locator.ts";
import { findInLayout } from "./oci-layout.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** A tar of an OCI layout, also when it is compressed: of skopeo, podman, buildx, `ctr export`, and of Docker since 25. */
export const ociArchive = {
  transport: "oci-archive",
  recognises: (path) => isArchiveWith("oci-layout", path),
  async find(locator, context) {
    const where = await splitLocator(locator);
    const archive = await openArchiveFile(where.path, context);
    const saved = await readSavedImages(archive);
    if (saved !== undefined) await checkAgreement(archive, saved, "index.json", context);
    return findInLayoutArchive(archive, where, locator, context);
  },
} satisfies Source;

/** @param locator what the user wrote, with the path and the choice in it */
export function findInLayoutArchive(
  archive: Archive,
  where: Locator,
  locator: string,
  context: SourceContext,
): Promise<FoundImage[]> {
  return findInLayout(layoutOf(archive), where, locator, context);
}
