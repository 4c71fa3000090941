import { describe, expect, it } from "vitest";
import type { FileCataloger } from "../../src/catalogers/cataloger.ts";
import { everythingExtracted } from "../../src/inventory/extract/extract.ts";
import { takeInventory } from "../../src/inventory/take.ts";
import { validateInventory } from "../../src/inventory/validate.ts";
import { LIMITS } from "../../src/limits.ts";
import type { FoundPackage } from "../../src/model/file-facts.ts";
import type { OpenImage } from "../../src/model/image.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { debianFiles, debStanza, imageOf } from "../support/image.ts";
import { directory, file, hardlink, type TarMember } from "../support/tar.ts";

/** A cataloger of files that hold what it finds, as JSON. */
const teller: FileCataloger = {
  name: "teller",
  globs: ["**/*.told"],
  parse: ({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as ReturnType<typeof told>,
};

function told(...packages: FoundPackage[]): {
  packages: FoundPackage[];
  problems: { code: string; reason: string }[];
} {
  return { packages, problems: [] };
}

function tells(path: string, ...packages: FoundPackage[]): TarMember {
  return file(path, JSON.stringify(told(...packages)));
}

function npm(name: string, more: Partial<FoundPackage> = {}): FoundPackage {
  return { type: "npm", name, version: "1", ...more };
}

function recognised(more: Partial<FoundPackage> = {}): FoundPackage {
  return npm("a", { evidence: "binary", ...more });
}

async function inventoryOf(...layer: TarMember[]): Promise<Inventory> {
  const image = await imageOf([layer], {}, everythingExtracted([teller]));
  return validateInventory(await takeInventory(image, "all"));
}

function places({ packages }: Inventory, type = "npm"): Record<string, string[]> {
  return Object.fromEntries(
    packages
      .filter((each) => each.type === type)
      .map(({ name, version, locations }) => [`${name} ${version}`, locations.map(({ path }) => path)]),
  );
}

describe("packages in files", () => {
  it("are in the inventory, by the files that they stand in, and within these", async () => {
    const inventory = await inventoryOf(
      ...debianFiles(),
      tells("z.told", npm("a"), npm("b", { within: "lib/b.jar!/c.jar" })),
      tells("app/x.told", npm("a"), npm("a")),
    );
    expect(places(inventory)).toEqual({
      "a 1": ["/app/x.told", "/z.told"],
      "b 1": ["/z.told!/lib/b.jar!/c.jar"],
    });
    expect(inventory.packages.find(({ name }) => name === "a")).toEqual({
      type: "npm",
      name: "a",
      version: "1",
      purl: "pkg:npm/a@1",
      locations: [{ path: "/app/x.told" }, { path: "/z.told" }],
    });
  });

  it("are two where their versions, architectures or own URLs differ", async () => {
    const inventory = await inventoryOf(
      ...debianFiles(),
      tells("a.told", npm("a"), npm("a", { version: "2" }), npm("a", { arch: "arm64" })),
      tells("b.told", npm("a", { purl: "pkg:npm/a@1?vcs_url=git:%2F%2Fx" })),
    );
    expect(inventory.packages.filter(({ type }) => type === "npm").map(({ purl }) => purl)).toEqual([
      "pkg:npm/a@1",
      "pkg:npm/a@1?vcs_url=git:%2F%2Fx",
      "pkg:npm/a@1?arch=arm64",
      "pkg:npm/a@2",
    ]);
  });

  it("are as of the whole image: what a later layer removed is not there", async () => {
    const layers = [[...debianFiles(), tells("a.told", npm("a"))], [file(".wh.a.told")]];
    const image = await imageOf(layers, {}, everythingExtracted([teller]));
    expect(places(await takeInventory(image, "all"))).toEqual({});
  });

  it("are those of every name of a file", async () => {
    const inventory = await inventoryOf(
      ...debianFiles(),
      tells("a.told", npm("a")),
      hardlink("b.told", "a.told"),
    );
    expect(places(inventory)).toEqual({ "a 1": ["/a.told", "/b.told"] });
  });
});

describe("what was only recognised", () => {
  it("is the package that is recorded elsewhere, whichever comes first, and however its URL is spelled", async () => {
    const inventory = await inventoryOf(
      ...debianFiles(debStanza("libc6", "2.36-9")),
      tells(
        "1.told",
        recognised({ name: "A" }),
        { type: "deb", name: "libc6", version: "2.36-9", evidence: "sbom" },
        { type: "deb", name: "libc6", version: "2.36-9", arch: "amd64", evidence: "sbom" },
      ),
      tells("2.told", npm("a", { licenses: ["MIT"] })),
    );
    expect(places(inventory)).toEqual({ "a 1": ["/1.told", "/2.told"] });
    expect(places(inventory, "deb")).toEqual({ "libc6 2.36-9": ["/1.told", "/var/lib/dpkg/status"] });
    expect(inventory.packages.flatMap(({ evidence }) => evidence ?? [])).toEqual([]);
    expect(inventory.packages.find(({ name }) => name === "a")?.licenses).toEqual(["MIT"]);
  });

  it("is one by itself where nothing records it, and for another architecture", async () => {
    const inventory = await inventoryOf(
      ...debianFiles(debStanza("libc6", "2.36-9")),
      tells("1.told", recognised(), recognised({ evidence: "sbom" })),
      tells("2.told", { type: "deb", name: "libc6", version: "2.36-9", arch: "arm64", evidence: "sbom" }),
    );
    expect(places(inventory)).toEqual({ "a 1": ["/1.told"] });
    expect(inventory.packages.filter(({ type }) => type === "deb").map(({ arch }) => arch)).toEqual([
      "amd64",
      "arm64",
    ]);
  });
});

describe("what files say with problems", () => {
  it("is a gap with the file's path, and of many of a kind the rest is counted", async () => {
    const many = Array.from({ length: LIMITS.gapsPerKind + 7 }, (_, index) => file(`d/${index}.told`, "{"));
    const doubtful = JSON.stringify({
      packages: [npm("a")],
      problems: [{ code: "bad-version", reason: "Odd." }],
    });
    const { gaps, packages } = await inventoryOf(...debianFiles(), ...many, file("a.told", doubtful));
    expect(gaps[0]).toEqual({
      code: "packages.bad-version",
      by: "teller",
      path: "/a.told",
      reason: "Odd.",
      affects: ["packages"],
    });
    expect(packages.map(({ name }) => name)).toContain("a");
    const unreadable = gaps.filter(({ code }) => code === "packages.unreadable");
    expect(unreadable).toHaveLength(LIMITS.gapsPerKind + 1);
    expect(unreadable.at(0)).toMatchObject({ by: "teller", path: "/d/0.told" });
    expect(unreadable.at(-1)).toEqual({
      code: "packages.unreadable",
      by: "teller",
      reason: expect.stringMatching(/^There are 7 more/),
      affects: ["packages"],
    });
  });

  it("or of what nobody could look into, is one for rules about packages and about files", async () => {
    const image = await imageOf([debianFiles()]);
    const tree = await image.tree?.();
    if (tree === undefined) throw new Error("an image has a tree");
    const dark = {
      path: "/dark",
      kind: "directory",
      mode: 0o700,
      uid: 0,
      gid: 0,
      size: 0,
      unread: "It is dark.",
    } as const;
    const partly: OpenImage = {
      ...image,
      tree: () => Promise.resolve({ ...tree, entries: () => [...tree.entries(), dark] }),
    };
    expect((await takeInventory(partly, "all")).gaps).toEqual([
      {
        code: "files.unreadable",
        by: "files",
        path: "/dark",
        reason: "It is dark.",
        affects: ["packages", "files"],
      },
    ]);
  });
});

it("a folder that only looks like a file that a cataloger asks for is none", async () => {
  expect(places(await inventoryOf(...debianFiles(), directory("a.told")))).toEqual({});
});
