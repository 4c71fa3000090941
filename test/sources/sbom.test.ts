import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import type { Inventory, Scope } from "../../src/model/inventory.ts";
import { findImages } from "../../src/sources/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { aPackage, anInventory } from "../support/report.ts";
import { fullInventory, WRITERS } from "../support/sboms.ts";
import { sourceContext } from "../support/source-context.ts";

function written(content: string | Uint8Array | object, name = "document"): string {
  const file = path.join(temporaryFolder(), name);
  const isObject = typeof content === "object" && !(content instanceof Uint8Array);
  writeFileSync(file, isObject ? JSON.stringify(content) : content);
  return file;
}

async function inventoryOf(target: string, scope: Scope = "all"): Promise<Inventory> {
  const [found] = await findImages(target, sourceContext());
  if (found === undefined) throw new Error("nothing was found");
  const image = await found.open();
  const inventory = await takeInventory(image, scope);
  await image.close();
  return inventory;
}

function codes({ gaps }: Inventory): string[] {
  return gaps.map(({ code }) => code);
}

const SYFT_CONFIG = JSON.stringify({
  os: "linux",
  architecture: "arm64",
  config: { User: "app", Labels: { a: "b" } },
  rootfs: { type: "layers", diff_ids: [`sha256:${"b0".repeat(32)}`] },
  history: [{ created_by: "ADD rootfs.tar /" }],
});

const SYFT = {
  artifacts: [
    {
      name: "bash",
      version: "5.2-1",
      type: "deb",
      locations: [{ path: "/var/lib/dpkg/status" }],
      licenses: [{ value: "GPL-3", spdxExpression: "", type: "declared" }],
      purl: "pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12",
      metadata: { maintainer: "Jane <j@example.com>" },
    },
  ],
  source: {
    type: "image",
    metadata: {
      userInput: "acme/shop:1",
      imageID: `sha256:${createHash("sha256").update(SYFT_CONFIG).digest("hex")}`,
      manifestDigest: `sha256:${"9f".repeat(32)}`,
      tags: ["acme/shop:1"],
      repoDigests: [],
      config: Buffer.from(SYFT_CONFIG).toString("base64"),
    },
  },
  distro: { id: "debian", versionID: "12", prettyName: "Debian GNU/Linux 12 (bookworm)", idLike: [] },
  schema: {
    version: "16.0.0",
    url: "https://raw.githubusercontent.com/anchore/syft/main/schema/json/schema-16.0.0.json",
  },
};

describe("an SBOM that lumogate wrote", () => {
  test.each(Object.entries(WRITERS))(
    "gives the inventory again, but for config and layers: %s",
    async (_, write) => {
      const inventory = fullInventory([aPackage("bash", "5.2-1", { status: "unpacked" })]);
      const read = await inventoryOf(`sbom:${written(write(inventory))}`);
      const { image, os, packages, files, databases } = inventory;
      expect(read).toMatchObject({ image, os, packages, files, databases, scope: "all" });
      expect(codes(read)).toEqual(["packages.truncated", "config.none", "layers.none"]);
    },
  );

  test("whose own words are damaged is refused, and not half believed", async () => {
    const document = JSON.stringify(WRITERS["CycloneDX 1.6"](fullInventory([aPackage("bash", "1")])));
    for (const [word, other] of [
      ['{\\"type\\":\\"deb\\",\\"path\\"', '{\\"type\\":\\"dab\\",\\"path\\"'],
      ['"lumogate:scope","value":"all"', '"lumogate:scope","value":"most"'],
    ] as const) {
      const damaged = document.replace(word, other);
      expect(damaged).not.toBe(document);
      await expect(inventoryOf(`sbom:${written(damaged)}`)).rejects.toMatchObject({ code: "sbom.malformed" });
    }
  });
});

describe("an SBOM made elsewhere", () => {
  test("that Syft made of an image brings the image's config and steps with it", async () => {
    const inventory = await inventoryOf(`sbom:${written(SYFT)}`);
    expect(inventory).toMatchObject({
      image: { reference: "acme/shop:1", digest: `sha256:${"9f".repeat(32)}`, repoTags: ["acme/shop:1"] },
      config: { user: "app", labels: { a: "b" } },
      layers: [{ index: 0, createdBy: "ADD rootfs.tar /" }],
      os: { id: "debian", versionId: "12", source: "its SBOM" },
      packages: [{ type: "deb", name: "bash", version: "5.2-1", arch: "amd64", licenses: ["GPL-3"] }],
    });
    expect(codes(inventory)).toEqual(["image.none", "files.none"]);
  });

  test("does not pass off another image's config as this one's", async () => {
    const config = Buffer.from(SYFT_CONFIG.replace("app", "root")).toString("base64");
    const { source } = SYFT;
    const other = { ...SYFT, source: { ...source, metadata: { ...source.metadata, config } } };
    const inventory = await inventoryOf(`sbom:${written(other)}`);
    expect(inventory.config.user).toBeUndefined();
    expect(codes(inventory)).toEqual(["image.none", "files.none", "config.none", "layers.none"]);
  });

  test("says in gaps, one for each kind of rule, what it does not say", async () => {
    const inventory = await inventoryOf(
      `sbom:${written({ bomFormat: "CycloneDX", specVersion: "1.5", components: [{ type: "library", name: "x" }] })}`,
    );
    expect(inventory.gaps.map(({ code, affects }) => [code, affects])).toEqual([
      ["image.none", ["image"]],
      ["os.none", ["os"]],
      ["files.none", ["files"]],
      ["packages.no-system", ["packages"]],
      ["packages.untyped", ["packages"]],
      ["config.none", ["config"]],
      ["layers.none", ["layers"]],
    ]);
    expect(inventory.packages).toEqual([
      { type: "generic", name: "x", version: "", purl: "pkg:generic/x", locations: [] },
    ]);
  });

  test("that lists no package is no clean image", async () => {
    const container = { metadata: { component: { type: "container", name: "acme/shop:1" } } };
    const inventory = await inventoryOf(
      `sbom:${written({ bomFormat: "CycloneDX", specVersion: "1.6", ...container })}`,
    );
    expect(codes(inventory)).toContain("packages.none");
  });

  test("with more packages than any image has is refused", async () => {
    const artifacts = Array.from({ length: 200_001 }, (_, index) => ({
      name: `p${index}`,
      purl: `pkg:npm/p${index}`,
    }));
    await expect(inventoryOf(`sbom:${written({ ...SYFT, artifacts })}`)).rejects.toMatchObject({
      code: "sbom.limit",
    });
  }, 60_000);

  test("with --scope os is asked for packages of the system only", async () => {
    const artifacts = [...SYFT.artifacts, { name: "x", version: "1", purl: "pkg:npm/x@1" }];
    const { packages } = await inventoryOf(`sbom:${written({ ...SYFT, artifacts })}`, "os");
    expect(packages.map(({ name }) => name)).toEqual(["bash"]);
  });
});

describe("an inventory", () => {
  test("is read back whole", async () => {
    const inventory = fullInventory([aPackage("bash", "5.2-1", { introducedIn: { layer: 0 } })]);
    expect(await inventoryOf(`inventory:${written(inventory)}`)).toEqual(inventory);
  });

  test("for which only the system was looked at lacks packages where all are asked for", async () => {
    const { files: _, ...rest } = anInventory({ scope: "os" });
    const file = written(rest);
    expect(codes(await inventoryOf(`inventory:${file}`, "os"))).toEqual(["files.not-looked-at"]);
    const asked = await inventoryOf(`inventory:${file}`);
    expect(asked.gaps.flatMap(({ affects }) => affects)).toContain("packages");
  });

  test.each([
    ["of another version", { ...anInventory(), schema: "lumogate/inventory/v2" }],
    ["that does not follow its schema", { ...anInventory(), packages: [{ name: "x" }] }],
    ["with a key twice", `{"schema":"lumogate/inventory/v1","packages":[],"packages":[]}`],
    ["that is cut", JSON.stringify(anInventory()).slice(0, -9)],
  ])("%s is refused", async (_, content) => {
    await expect(inventoryOf(`inventory:${written(content)}`)).rejects.toMatchObject({
      code: "inventory.malformed",
    });
  });
});

describe("a path", () => {
  const cyclonedx = { components: [], bomFormat: "CycloneDX", specVersion: "1.6" };
  const long = {
    components: Array.from({ length: 900 }, (_, index) => ({ type: "library", name: `package-${index}` })),
  };

  test.each<[string, string | Uint8Array | object]>([
    ["CycloneDX", cyclonedx],
    ["CycloneDX that says so at its end", { ...long, bomFormat: "CycloneDX", specVersion: "1.6" }],
    [
      "CycloneDX as PowerShell writes it",
      Buffer.from(`\uFEFF${JSON.stringify({ ...cyclonedx, ...long })}`, "utf16le"),
    ],
    ["CycloneDX with a byte order mark", `\uFEFF${JSON.stringify(cyclonedx)}`],
    ["SPDX", { SPDXID: "SPDXRef-DOCUMENT", spdxVersion: "SPDX-2.3", packages: [] }],
    ["SPDX as tag-value", "# made by hand\nSPDXVersion: SPDX-2.2\nPackageName: x\n"],
    [
      "SPDX 3",
      { "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{ type: "SpdxDocument" }] },
    ],
    ["Syft's JSON", SYFT],
    ["an inventory", anInventory()],
  ])("is known for %s by its content", async (_, content) => {
    expect((await inventoryOf(written(content, "x"))).schema).toBe("lumogate/inventory/v1");
  });

  test("to other JSON is no SBOM", async () => {
    await expect(inventoryOf(written({ name: "x", version: "1" }))).rejects.toMatchObject({
      code: "target.unknown",
    });
  });

  test.each([
    ["CycloneDX in XML", `<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>`, "XML"],
    ["SPDX in RDF", `<rdf:RDF xmlns="http://spdx.org/rdf/terms#"/>`, "RDF"],
    ["SPDX in YAML", "SPDXID: SPDXRef-DOCUMENT\nspdxVersion: SPDX-2.3\n", "YAML"],
    ["a key twice", `{"bomFormat":"CycloneDX","components":[{"name":"telnet"}],"components":[]}`, "twice"],
    ["bytes that are no text", Buffer.from([0x7b, 0x22, 0xff, 0x22]), "UTF-8"],
    ["an archive", Buffer.from("1f8b08", "hex"), "UTF-8"],
    ["a list", "[]", "object"],
  ])("to %s is refused, and told why", async (_, content, word) => {
    await expect(inventoryOf(`sbom:${written(content)}`)).rejects.toMatchObject({
      code: "sbom.malformed",
      message: expect.stringContaining(word),
      hint: expect.stringContaining("CycloneDX JSON"),
    });
  });

  test("where there is no file is told at once", async () => {
    await expect(findImages("sbom:/nowhere/bom.json", sourceContext())).rejects.toMatchObject({
      code: "sbom.unreadable",
    });
    const folder = path.join(temporaryFolder(), "x");
    mkdirSync(folder);
    await expect(findImages(`sbom:${folder}`, sourceContext())).rejects.toMatchObject({
      code: "sbom.unreadable",
    });
  });

  test("has no platform to choose", async () => {
    const platform = { os: "linux", architecture: "arm64" };
    await expect(findImages(`sbom:${written(SYFT)}`, sourceContext({ platform }))).rejects.toMatchObject({
      code: "image.platform",
    });
  });
});
