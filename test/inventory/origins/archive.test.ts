import { expect, it } from "vitest";
import { withChanges } from "../../../src/inventory/changes.ts";
import { withOrigins } from "../../../src/inventory/origins/origins.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { withArchive } from "../../support/archive.ts";
import { debianFiles, debStanza, dockerArchive, debianLists } from "../../support/image.ts";
import { file } from "../../support/tar.ts";

const [telnet, curl] = [debStanza("telnet"), debStanza("curl")];

/** Steps as a Dockerfile makes them; those of ENV and CMD have no layer. */
const HISTORY = [
  { created_by: "ADD rootfs.tar /" },
  { created_by: "ENV x=y", empty_layer: true },
  { created_by: "RUN apt-get install -y curl" },
  { created_by: "RUN chown root /var/lib/dpkg/status" },
  { created_by: "CMD curl", empty_layer: true },
];

it("an archive's layers say which step brought each package, and what each step did", async () => {
  const installed = file("var/lib/dpkg/status", telnet + curl);
  const archive = dockerArchive({
    layers: [debianFiles(telnet), [installed, ...debianLists(curl)], [installed]],
    image: { history: HISTORY },
    gzip: "layers",
  });
  const inventory = await withArchive(archive, async (image) =>
    withChanges(await withOrigins(await takeInventory(image, "all"), image, true), image, true),
  );
  const status = { path: "/var/lib/dpkg/status", layer: 2 };
  expect(inventory.packages).toMatchObject([
    { name: "curl", locations: [status], introducedIn: { layer: 2, createdBy: HISTORY[2]?.created_by } },
    { name: "telnet", locations: [status], introducedIn: { layer: 0, createdBy: HISTORY[0]?.created_by } },
  ]);
  const hidden = telnet.length + curl.length;
  expect(inventory.layers.map(({ changes }) => changes)).toEqual([
    expect.objectContaining({ added: 4, hiddenBytes: telnet.length }),
    undefined,
    { added: 1, changed: 1, removed: 0, bytes: hidden + "/.\n".length, hiddenBytes: hidden },
    { added: 0, changed: 1, removed: 0, bytes: hidden, hiddenBytes: 0 },
    undefined,
  ]);
  expect(inventory.gaps).toEqual([]);
});
