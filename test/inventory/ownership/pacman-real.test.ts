import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { owners } from "../../../src/inventory/ownership/owners.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { installed } from "../../support/installed.ts";
import { imageOfTar } from "../../support/tar-image.ts";

/** Two packages, one with odd names and a configuration file, in a root where /bin is a link; and what pacman says. */
const SCRIPT = String.raw`
root=$PWD/root
mkdir -p "$root/var/lib/pacman" "$root/usr/bin"
ln -s usr/bin "$root/bin"
in_root() { pacman "$@" --config /dev/null --root "$root" --dbpath "$root/var/lib/pacman"; }
package() {
  printf 'pkgname = %s\npkgbase = %s\npkgver = 1-1\nbuilddate = 1700000000\nsize = 9\narch = any\n%s\n' "$1" "$1" "$2" > made/.PKGINFO
  tar -cf "$1.pkg.tar" -C made .PKGINFO usr etc
  rm -r made
  in_root -U --noconfirm --cachedir "$PWD/cache" "$1.pkg.tar" > said-of-$1 2>&1
}
mkdir -p made/usr/bin made/etc made/usr/share/shared "made/usr/share/a folder"
echo '#!/bin/sh' > made/usr/bin/tool
echo c > made/etc/tool.conf
echo x > "made/usr/share/a folder/größe"
package tool 'backup = etc/tool.conf'
mkdir -p made/usr/bin made/etc made/usr/share/shared
echo '#!/bin/sh' > made/usr/bin/other
echo y > made/usr/share/shared/file
package other ''
echo mine > "$root/usr/bin/copied"
find "$root" -type f -printf '/%P\n' | grep -v '^/var/lib/pacman' | sort | while read -r file; do
  echo "$file	$(in_root -Qqo "$root$file" 2> /dev/null)"
done > said
tar -C "$root" --format=pax -cf root.tar .
rm -r root cache
`;

const { folder, absent } = await installed(["pacman", "tar"], SCRIPT);

describe.skipIf(absent !== "")(`whose a file is, by pacman -Qo ${absent}`, async () => {
  if (absent !== "") return;
  const image = await imageOfTar(path.join(folder, "root.tar"));
  afterAll(() => image.close());
  const tree = await image.tree?.();
  if (tree === undefined) throw new Error("a tar's image has a tree");
  const { packages } = await takeInventory(image, "all");
  const known = await owners(tree, packages);
  const said = readFileSync(path.join(folder, "said"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));

  it.each(said)("%s is of %j", (file, owner) => {
    const purl = known.ownerOf(file);
    expect(packages.find((found) => found.purl === purl)?.name ?? "").toBe(owner);
  });

  it("has been asked about files of both packages and of none", () => {
    expect(new Set(said.map(([, owner]) => owner))).toEqual(new Set(["tool", "other", ""]));
    expect(known.gaps).toEqual([]);
  });
});
