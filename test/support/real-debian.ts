import { readFileSync } from "node:fs";
import path from "node:path";
import { installed } from "./installed.ts";

/** A real Debian with what matters to policies in it, and what its own tools say of that. */
export interface RealDebian {
  /** Of its root file system. */
  readonly tar: string;
  /** Why there is none, in words, for the titles of tests; empty where there is. */
  readonly absent: string;
  /** The lines of what a tool said: `find -perm -4000`, `getcap -r`. */
  said(what: "setuid" | "setgid" | "world-writable" | "capabilities" | "files" | "dpkg-search"): string[];
}

/** Run by mmdebstrap when all packages are in: on the root file system, and the folder for what is found out of it. */
const CUSTOMIZE = String.raw`
set -eu
root=$1 out=$2
in_root() { chroot "$root" "$@"; }
mkdir -p "$root/opt/keys" "$root/opt/open" "$root/opt/sticky" "$root/root/.cache/pip/http"
# Authorities: one as an administrator adds it, one behind the list's back.
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "$1" -keyout "$2" -out "$3"
}
authority "/O=Example/CN=Example Root" "$root/opt/keys/root.key" "$root/usr/local/share/ca-certificates/example.crt"
in_root update-ca-certificates
authority "/CN=Hidden Root" /dev/null "$out/hidden.pem"
cat "$out/hidden.pem" >> "$root/etc/ssl/certs/ca-certificates.crt"
# Programs that nobody brought, and one that took the place of another.
cp "$root/usr/bin/true" "$root/usr/local/bin/hello"
cp "$root/usr/bin/true" "$root/usr/bin/smuggled"
printf '#!/bin/sh\nexec hello\n' > "$root/usr/local/bin/entrypoint"
chmod 755 "$root/usr/local/bin/entrypoint"
printf '#!/bin/sh\n' > "$root/usr/local/bin/not-executable"
cp "$root/usr/bin/true" "$root/usr/local/bin/as-root"
chmod 4755 "$root/usr/local/bin/as-root"
in_root dpkg-divert --local --rename --divert /usr/bin/who.real --add /usr/bin/who
printf '#!/bin/sh\n' > "$root/usr/bin/who"
chmod 755 "$root/usr/bin/who"
in_root setcap cap_net_bind_service,cap_net_admin=+ep /usr/local/bin/hello
in_root setcap cap_chown=p /usr/bin/smuggled
chmod 0777 "$root/opt/open"
chmod 1777 "$root/opt/sticky"
touch "$root/opt/open/file"
chmod 0666 "$root/opt/open/file"
ln "$root/opt/open/file" "$root/opt/open/another-name"
echo cached > "$root/root/.cache/pip/http/wheel"
# What languages' package managers bring.
python3 -m pip install --quiet --no-deps --root "$root" --prefix /usr/local --no-warn-script-location flask==3.0.3
npm install --silent --prefix "$root/opt/app" semver@7.6.3
# What the system's own tools say of it.
listed() { find "$root" -xdev "$@" -printf '/%P\n' | sort; }
listed -type f -perm -4000 > "$out/setuid"
listed -type f -perm -2000 > "$out/setgid"
listed \( -type f -perm -0002 -o -type d -perm -0002 ! -perm -1000 \) | grep -v '^/\(proc\|sys\|dev\)/' > "$out/world-writable"
in_root getcap -r / 2> /dev/null | sort > "$out/capabilities"
listed -type f | grep '^/\(etc\|usr\)/' > "$out/files"
# dpkg takes paths by their letters: a file in /usr/bin may be listed in /bin.
sed 'p; s|^/usr/|/|' "$out/files" | in_root xargs -d '\n' dpkg -S 2> /dev/null | sort > "$out/dpkg-search" || true
echo /usr/local/lib/libpreloaded.so > "$root/etc/ld.so.preload"
`;

const PACKAGES =
  "ca-certificates,iputils-ping,libcap2-bin,node-semver,openssh-client,python3-setuptools,python3-yaml,sudo";

const SCRIPT = String.raw`
cat > customize.sh << 'END'
${CUSTOMIZE}
END
mmdebstrap --quiet --variant=minbase --include=${PACKAGES} \
  --customize-hook="sh $PWD/customize.sh \"\$1\" $PWD" bookworm root.tar
`;

/** Made once, in a minute; needs the network. */
export async function realDebian(): Promise<RealDebian> {
  const programs = ["mmdebstrap", "npm", "openssl", "python3"];
  const { folder, absent } = await installed(programs, SCRIPT);
  return {
    tar: path.join(folder, "root.tar"),
    absent,
    said: (what) =>
      readFileSync(path.join(folder, what), "utf8")
        .split("\n")
        .filter((line) => line !== ""),
  };
}
