import { describe, expect, test } from "vitest";
import type { Inventory } from "../../src/model/inventory.ts";
import { inventoryTable } from "../../src/reporters/inventory-table.ts";
import { aGap, anInventory, aPackage } from "../support/report.ts";

function render(inventory: Inventory): string {
  return inventoryTable.render(inventory, { colour: false, width: 80 });
}

describe("the inventory's table", () => {
  test("lists packages in columns, with epoch, architecture and an unusual status", () => {
    const packages = [
      aPackage("adduser", "3.134", { arch: "all" }),
      aPackage("tzdata", "2024a-0+deb12u1", { epoch: 1, status: "half-configured" }),
    ];
    expect(render(anInventory({ packages }))).toContain(
      [
        "deb: 2 packages",
        "        deb | adduser 3.134             all",
        "        deb | tzdata  1:2024a-0+deb12u1 amd64, half-configured",
      ].join("\n"),
    );
  });

  test("lets a name of any length push aside its own line only", () => {
    const packages = [aPackage("a".repeat(60), "1"), aPackage("b", "2")];
    expect(render(anInventory({ packages }))).toContain(`deb | b${" ".repeat(31)} 2 amd64\n`);
  });

  test("shows the configuration, and that an image without a user runs as root", () => {
    const { user: _, ...config } = anInventory().config;
    const text = render(anInventory({ config: { ...config, entrypoint: ["/bin/sh", "-c", "a b"] } }));
    expect(text).toContain("user | not set, so root\n");
    expect(text).toContain('entrypoint | ["/bin/sh","-c","a b"]\n');
    expect(text).toContain("label | org.opencontainers.image.source=https://example.com/shop\n");
  });

  test("cuts a huge label with a mark", () => {
    const config = { ...anInventory().config, labels: { big: "x".repeat(100_000) } };
    const text = render(anInventory({ config }));
    expect(text.length).toBeLessThan(5_000);
    expect(text).toMatch(/x…[\s|]+\(\d+ more characters\)/);
  });

  test("tells steps that made a layer from steps that made none", () => {
    const text = render(anInventory());
    expect(text).toContain("0 | 80.1 MB   ADD rootfs.tar /\n");
    expect(text).toContain('1 | empty     CMD ["node" "server.js"]\n');
  });

  test("says of each step which packages and files it brought, and where the base image ends", () => {
    const changes = { added: 340, changed: 12, removed: 0, bytes: 12_400_000, hiddenBytes: 2_100_000 };
    const [bottom = { index: 0, empty: false }, last = { index: 1, empty: true }] = anInventory().layers;
    const still = { added: 0, changed: 0, removed: 0, bytes: 0, hiddenBytes: 0 };
    const layers = [
      { ...bottom, changes },
      last,
      { index: 2, createdBy: "RUN x\nbrought | 9 packages", empty: false, changes: still },
    ];
    const packages = [
      aPackage("a", "1", { introducedIn: { layer: 0 } }),
      aPackage("b", "1", { introducedIn: { layer: 0 } }),
      aPackage("c", "1", { introducedIn: { layer: 2 }, status: "unpacked" }),
    ];
    const base = { reference: "debian:12", by: "user", layers: 1 } as const;
    const text = render(anInventory({ layers, packages }, { base }));
    expect(text).toContain("       base | debian:12, the lowest 1 layer\n");
    const moved = render(anInventory({ layers, packages }, { base: { ...base, total: 2 } }));
    expect(moved).toContain("       base | not debian:12 as it is now: 1 of its 2 layers are the lowest\n");
    expect(moved).not.toContain("the base image ends here");
    expect(text).toContain(
      [
        "3 steps",
        "          0 | 80.1 MB   ADD rootfs.tar /",
        "    brought | 2 packages",
        "      files | 340 added, 12 changed; 2.1 MB of 12.4 MB carried but invisible",
        "       base | the base image ends here",
        '          1 | empty     CMD ["node" "server.js"]',
        "          2 | -         RUN x",
        "            | brought | 9 packages",
        "    brought | 1 package",
        "      files | none changed",
      ].join("\n"),
    );
    expect(text).toContain("deb | c 1 amd64, unpacked, step 2\n");
  });

  test("says of a base that an annotation names who says so", () => {
    const base = { reference: "debian:12", by: "annotation" } as const;
    expect(render(anInventory({}, { base }))).toContain(
      "base | debian:12, says an annotation of the image\n",
    );
  });

  test("shows gaps before the long list of packages", () => {
    const text = render(anInventory({ gaps: [aGap()] }));
    expect(text.indexOf("not read  packages.truncated")).toBeGreaterThan(0);
    expect(text.indexOf("not read  packages.truncated")).toBeLessThan(text.indexOf("deb: 3 packages\n"));
  });

  test("groups packages by type, with counts and sizes, and says which were only recognised", () => {
    const packages = [
      aPackage("bash", "5.2", { size: 7_000_000 }),
      aPackage("libc6", "2.36", { size: 12_400_000 }),
      aPackage("openssl", "3.0.1", { type: "generic", evidence: "binary" }),
      aPackage("yaml", "1", {
        type: "npm",
        locations: [{ path: "/a" }, { path: "/b" }],
        ownedBy: "pkg:deb/debian/x",
      }),
    ];
    const text = render(anInventory({ packages }));
    expect(text).toContain(
      [
        "4 packages",
        "        deb | 2 packages, 19.4 MB",
        "    generic | 1 package",
        "        npm | 1 package",
        "",
        "deb: 2 packages, 19.4 MB",
        "        deb | bash  5.2  amd64",
        "        deb | libc6 2.36 amd64",
      ].join("\n"),
    );
    expect(text).toContain("generic | openssl 3.0.1 amd64, by its strings\n");
    expect(text).toContain("npm | yaml 1 amd64, of the system, in 2 places\n");
  });

  test("fits the words of a long type into their column", () => {
    const packages = [aPackage("akismet", "5.3", { type: "wordpress-plugin" })];
    expect(render(anInventory({ packages }))).toContain(
      "wordpress-plugin: 1 package\nwordpress-. | akismet 5.3 amd64\n",
    );
  });

  test("folds a long list on a terminal, and never where it is kept", () => {
    const packages = Array.from({ length: 5000 }, (_, index) => aPackage(`package-${index}`, "1"));
    const inventory = anInventory({ packages });
    const folded = render(inventory).split("\n");
    expect(folded.length).toBeLessThan(200);
    expect(folded.join("\n")).toContain("deb | package-99 ");
    expect(folded.join("\n")).toContain(
      "       more | 4900 more, all of them in --output table=FILE or json=FILE",
    );
    const kept = inventoryTable.render(inventory, { colour: false });
    expect(kept).toContain("deb | package-4999 1 amd64\n");
    expect(kept).not.toContain("more |");
  });

  test("groups notable files by kind, with what matters of each", () => {
    const about = { uid: 0, gid: 0, size: 68_000 } as const;
    const owner = aPackage("passwd", "1:4.13");
    const files = [
      {
        path: "/etc/key.pem",
        kind: "credential",
        mode: "0600",
        ...about,
        size: 0,
        detail: "private-key/rsa",
      },
      { path: "/usr/bin/passwd", kind: "setuid", mode: "4755", ...about, ownedBy: owner.purl },
      { path: "/usr/bin/su", kind: "setuid", mode: "4755", ...about, ownedBy: "pkg:deb/debian/gone" },
    ] as const;
    expect(render(anInventory({ files, packages: [owner] }))).toContain(
      [
        "1 file: with private keys or credentials",
        " credential | /etc/key.pem (0600 0:0, private-key/rsa)",
        "",
        "2 files: setuid",
        "     setuid | /usr/bin/passwd (4755 0:0, 68.0 kB, of passwd)",
        "            | /usr/bin/su (4755 0:0, 68.0 kB, of pkg:deb/debian/gone)",
      ].join("\n"),
    );
  });

  test("says until when the system has support", () => {
    const os = {
      id: "debian",
      versionId: "12",
      idLike: [],
      source: "/etc/os-release",
      endOfLife: "2028-06-30",
    };
    expect(render(anInventory({ os }))).toContain("support | the system has free support until 2028-06-30\n");
  });
});
