import { afterAll, describe, expect, it } from "vitest";
import { notableFiles } from "../../../src/inventory/files/notable-files.ts";
import { owners } from "../../../src/inventory/ownership/owners.ts";
import { withOwners } from "../../../src/inventory/ownership/with-owners.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import type { NotableKind } from "../../../src/model/notable-file.ts";
import { realDebian } from "../../support/real-debian.ts";
import { imageOfTar } from "../../support/tar-image.ts";

const debian = await realDebian();

describe.skipIf(debian.absent !== "")(`a real Debian's files ${debian.absent}`, async () => {
  if (debian.absent !== "") return;
  const image = await imageOfTar(debian.tar);
  afterAll(() => image.close());
  const tree = await image.tree?.();
  if (tree === undefined) throw new Error("a tar's image has a tree");
  const { packages } = await takeInventory(image, "all");
  const known = await owners(tree, packages);
  const { files, gaps } = await notableFiles(tree, known);
  const pathsOf = (kind: NotableKind): string[] =>
    files.filter((file) => file.kind === kind).map(({ path }) => path);
  const detailsOf = (kind: NotableKind): string[] =>
    files.filter((file) => file.kind === kind).map(({ path, detail }) => `${path} ${detail}`);

  it("finds the files with setuid and setgid, and those writable for all, that find finds", () => {
    expect(pathsOf("setuid")).toEqual(debian.said("setuid"));
    expect(pathsOf("setgid")).toEqual(debian.said("setgid"));
    expect(pathsOf("world-writable")).toEqual(debian.said("world-writable"));
    expect(pathsOf("setuid")).toContain("/usr/bin/sudo");
  });

  it("tells capabilities as getcap tells them", () => {
    expect(detailsOf("capabilities")).toEqual(debian.said("capabilities"));
    expect(detailsOf("capabilities")).toContain("/usr/bin/ping cap_net_raw=ep");
  });

  it("tells of each file in /usr and /etc the package that dpkg -S tells", () => {
    const told = new Map<string, string>();
    for (const line of debian.said("dpkg-search")) {
      const [, names = "", path = ""] = /^(.*?): (\/.*)$/.exec(line) ?? [];
      // In a line of its own dpkg tells which files are diverted.
      if (names.startsWith("diversion ") || names.startsWith("local diversion ")) continue;
      told.set(path, names.split(", ")[0]?.replace(/:.*$/, "") ?? "");
    }
    const searched = debian.said("files");
    const ours = searched.map((path) => `${path} ${nameOf(known.ownerOf(path))}`);
    const theirs = searched.map(
      (path) => `${path} ${told.get(path) ?? told.get(path.replace(/^\/usr\//, "/")) ?? ""}`,
    );
    // A diverted file lies where dpkg -S does not look for it; the one in its place is nobody's.
    const diverted = new Set(["/usr/bin/who", "/usr/bin/who.real"]);
    const isPlain = (line: string): boolean => !diverted.has(line.split(" ")[0] ?? "");
    expect(ours.filter(isPlain)).toEqual(theirs.filter(isPlain));
    expect(nameOf(known.ownerOf("/usr/bin/who.real"))).toBe("coreutils");
    expect(known.ownerOf("/usr/bin/who")).toBeUndefined();
    expect(told.size).toBeGreaterThan(3000);
  });

  it("finds the programs that no package brought, and no others", () => {
    expect(detailsOf("unowned-executable")).toEqual([
      "/usr/bin/smuggled elf",
      "/usr/bin/who script",
      "/usr/local/bin/as-root elf",
      "/usr/local/bin/entrypoint script",
      "/usr/local/bin/hello elf",
    ]);
  });

  it("finds authorities besides the system's, also one that was only put into the list of all", () => {
    expect(detailsOf("ca-certificate")).toEqual([
      "/etc/ssl/certs/ca-certificates.crt CN=Hidden Root",
      "/usr/local/share/ca-certificates/example.crt CN=Example Root, O=Example",
    ]);
  });

  it("finds keys, what is left in caches, and what is preloaded", () => {
    expect(detailsOf("credential")).toEqual(["/opt/keys/root.key private-key/pkcs8"]);
    expect(detailsOf("package-cache")).toEqual(["/root/.cache/pip pip"]);
    expect(detailsOf("preload")).toEqual(["/etc/ld.so.preload /usr/local/lib/libpreloaded.so"]);
  });

  it("tells which package of Debian's brought a package of a language", () => {
    const owned = withOwners(packages, known)
      .filter(({ type }) => type === "pypi" || type === "npm")
      .map(({ name, ownedBy }) => `${name} ${nameOf(ownedBy)}`);
    expect(owned).toContain("PyYAML python3-yaml");
    expect(owned).toContain("semver node-semver");
    expect(owned).toContain("Flask ");
  });

  it("has no doubts about any of it", () => expect(gaps).toEqual([]));
});

function nameOf(purl: string | undefined): string {
  return decodeURIComponent(/^pkg:deb\/debian\/([^@]*)@/.exec(purl ?? "")?.[1] ?? "");
}
