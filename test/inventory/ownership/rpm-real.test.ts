import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { owners } from "../../../src/inventory/ownership/owners.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { installed } from "../../support/installed.ts";
import { imageOfTar } from "../../support/tar-image.ts";

/** Two packages with all that makes whose a file is a question, in a root where /bin is a link; and what rpm says. */
const SCRIPT = String.raw`
build() {
  cat > "$1.spec"
  rpmbuild -bb --quiet --define "_topdir $PWD/build" --define "__os_install_post %{nil}" "$1.spec" > said-of-build 2>&1
}
build shell << 'SPEC'
Name: shell
Version: 1.0
Release: 1
Epoch: 2
Summary: With a folder that is a link elsewhere
License: MIT
%description
.
%install
mkdir -p %{buildroot}/bin %{buildroot}/usr/share/doc/shell %{buildroot}/etc/shared %{buildroot}/var/log
echo '#!/bin/sh' > %{buildroot}/bin/shell
echo manual > %{buildroot}/usr/share/doc/shell/README
echo same > %{buildroot}/etc/shared/file
touch %{buildroot}/var/log/shell.log
%files
%attr(0755, root, root) /bin/shell
%doc /usr/share/doc/shell/README
%dir /etc/shared
/etc/shared/file
%ghost /var/log/shell.log
SPEC
build other << 'SPEC'
Name: other
Version: 1.0
Release: 1
Summary: With a file that another package has as well
License: MIT
%description
.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/etc/shared "%{buildroot}/opt/a folder"
echo '#!/bin/sh' > %{buildroot}/usr/bin/other
echo same > %{buildroot}/etc/shared/file
echo x > "%{buildroot}/opt/a folder/größe"
%files
%attr(0755, root, root) /usr/bin/other
%dir /etc/shared
/etc/shared/file
"/opt/a folder"
SPEC
root=$PWD/root
mkdir -p "$root/usr/bin" "$root/usr/share/doc/shell" "$root/var/log"
ln -s usr/bin "$root/bin"
in_root() { rpm --root "$root" --dbpath /var/lib/rpm "$@"; }
in_root -i --nodeps --nosignature --excludedocs build/RPMS/*/shell-*.rpm
in_root -i --nodeps --nosignature build/RPMS/*/other-*.rpm
echo 'the manual that was not wanted' > "$root/usr/share/doc/shell/README"
echo 'made by the program' > "$root/var/log/shell.log"
cp "$root/usr/bin/other" "$root/usr/bin/copied"
find "$root" -printf '/%P\n' | grep -v '^/var/lib/rpm' | sort | while read -r file; do
  echo "$file	$(in_root -qf --qf '%{NAME} ' "$file" | grep -v 'not owned')"
done > said
tar -C "$root" --format=pax -cf root.tar .
rm -r root build
`;

const { folder, absent } = await installed(["rpm", "rpmbuild"], SCRIPT);

describe.skipIf(absent !== "")(`whose a file is, by rpm -qf ${absent}`, async () => {
  if (absent !== "") return;
  const image = await imageOfTar(path.join(folder, "root.tar"));
  afterAll(() => image.close());
  const tree = await image.tree?.();
  if (tree === undefined) throw new Error("a tar's image has a tree");
  const known = await owners(tree, (await takeInventory(image, "all")).packages);
  const said = readFileSync(path.join(folder, "said"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [file = "", names = ""] = line.split("\t");
      return { file, names: names.split(" ").filter((name) => name !== "") };
    });

  it.each(said)("$file", ({ file, names }) => {
    const owner = /^pkg:rpm\/(?:[^/]+\/)?([^@]*)@/.exec(known.ownerOf(file) ?? "")?.[1];
    const [only, ...others] = names;
    const isFolder = tree.entry(file)?.kind === "directory";
    if (others.length === 0) expect(owner).toBe(only);
    else if (isFolder) expect(owner).toBeUndefined();
    else expect(names).toContain(owner);
  });

  it("has been asked about what makes it a question", () => {
    const names = new Map(said.map(({ file, names: its }) => [file, its]));
    expect(names.get("/usr/bin/shell")).toEqual(["shell"]);
    expect(names.get("/etc/shared/file")).toHaveLength(2);
    expect(names.get("/usr/share/doc/shell/README")).toEqual([]);
    expect(names.get("/var/log/shell.log")).toEqual(["shell"]);
    expect(known.gaps).toEqual([]);
  });
});
