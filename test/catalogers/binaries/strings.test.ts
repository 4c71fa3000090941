import { describe, expect, test } from "vitest";
import { binaryStrings, CLASSIFIERS } from "../../../src/catalogers/binaries/strings.ts";
import { memoryContent, type Content } from "../../../src/model/content.ts";

/** What stands around the version in a program, as compilers leave it; before it, something as in a header. */
const HEAD = "\x7fELF\x02\x01\x01\0";

function inspect(path: string, bytes: string, chunkBytes = 1 << 16) {
  const content = memoryContent(Buffer.from(bytes, "latin1"));
  return binaryStrings.inspect({ path, mode: 0o755, content: inChunks(content, chunkBytes) });
}

async function found(path: string, bytes: string, chunkBytes?: number): Promise<readonly string[]> {
  const { packages, problems } = await inspect(path, bytes, chunkBytes);
  expect(problems).toEqual([]);
  expect(packages.every(({ type, evidence }) => type === "generic" && evidence === "binary")).toBe(true);
  return packages.map(({ name, version }) => `${name}@${version}`);
}

/** The same content, and cut where the test says. */
function inChunks(content: Content, size: number): Content {
  return {
    ...content,
    async *chunks(offset = 0) {
      for (let at = offset; at < content.size; at += size) yield await content.read(at, size);
    },
  };
}

const PROGRAMS: readonly (readonly [file: string, bytes: string, expected: string])[] = [
  ["node", "Browser\0node.js/v20.11.1\0Protocol-Version\0", "node@20.11.1"],
  ["libnode.so.108", "\0node.js/v18.20.4\0", "node@18.20.4"],
  ["node", "agent.\n\0v4.9.1\0moduleLoadList\0http_parser\0", "node@4.9.1"],
  ["node", "\0node v0.10.48\0", "node@0.10.48"],
  ["deno", "OTLP-Exporter-Deno/0.80.0grpc\0denover2.9.6Deno/2.9.6Deno/2.9.6+e518fbd", "deno@2.9.6"],
  ["bun", "\0Bun/1.4.5\0", "bun@1.4.5"],
  ["bun", "----- bun meta -----\nBun v1.0.30 (1424a196) Linux x64\0", "bun@1.0.30"],
  ["python3.11", "\0003.45.1\0pymalloc_debug\0003.11.2\0strict\0", "python@3.11.2"],
  ["libpython3.12.so.1.0", "\0003.12.0rc2\0", "python@3.12.0rc2"],
  ["libpython3.7m.so.1.0", "PYTHONPATH\0/root/.pyenv/versions/3.7.16\0lib/python3.7\0", "python@3.7.16"],
  ["libpypy3.9-c.so", "\0[PyPy 7.3.14 with GCC 10.2.1]\0", "pypy@7.3.14"],
  [
    "libruby-3.1.so.3.1.2",
    "\0ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux]\0",
    "ruby@3.1.2p20",
  ],
  ["ruby", "\0ruby 3.4.0preview1 (2024-05-16 master 9d69619623)\0", "ruby@3.4.0preview1"],
  ["perl", "PERL_INTERNAL_RAND_SEED\0v5.36.0\0panic\0", "perl@5.36.0"],
  ["perl", "\0/usr/local/lib/perl5/5.20.0/x86_64-linux-gnu\0", "perl@5.20.0"],
  ["php8.2", "\0X-Powered-By: PHP/8.2.7\0ZEND\0", "php@8.2.7"],
  ["libphp.so", "\0X-Powered-By: PHP/8.4.0RC1\0", "php@8.4.0RC1"],
  [
    "go",
    `\xff Go buildinf:\x08\x02${"\0".repeat(16)}\x08go1.21.3\x80\x01${"0".repeat(16)}path\tcmd/go\nbuild`,
    "go@1.21.3",
  ],
  [
    "libstd-6f77337c1826707d.so",
    "\0clang LLVM (rustc version 1.50.0 (cb75ad5db 2021-02-10))\0",
    "rust@1.50.0",
  ],
  ["libstd-a5a48102fbd58791.so", "CAPACITY/usr/src/rustc-1.63.0/library/alloc/src/vec.rs\0", "rust@1.63.0"],
  ["librustc_driver-4c3beb7552356b6f.so", "type: @rustc version 1.63.0clang LLVM ()\0", "rust@1.63.0"],
  [
    "libjvm.so",
    "\0OpenJDK 64-Bit Server VM (17.0.9+9-Debian-1) for linux-amd64 JRE (17.0.9+9-Debian-1), built on\0",
    "openjdk@17.0.9",
  ],
  [
    "libjvm.so",
    "\0OpenJDK 64-Bit Server VM (25.392-b08) for linux-amd64 JRE (1.8.0_392-b08), built on\0",
    "openjdk@1.8.0_392",
  ],
  [
    "libjvm.so",
    "\0OpenJDK 64-Bit Server VM (11.0.23+9-LTS) for linux-amd64 JRE (Zulu11.72+19-CA) (11.0.23+9-LTS), built\0",
    "openjdk@11.0.23",
  ],
  [
    "libjvm.so",
    "\0Java HotSpot(TM) 64-Bit Server VM (17.0.9+11-LTS-201) for linux-amd64 JRE (17.0.9+11-LTS-201), built\0",
    "oracle-jdk@17.0.9",
  ],
  ["java", "\0openjdk\0java\x000.0\x0011.0.17+8-LTS\0-J-ms8m\0", "openjdk@11.0.17"],
  ["java", "\x000.0\0\0\0\x0011.0.22+7\0\0\0\0\0\0openjdk\0java\0", "openjdk@11.0.22"],
  ["lua5.4", "\0Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio\0", "lua@5.4.4"],
  ["beam.smp", "\0/usr/src/otp_src_25.3.2.6/erts/x86_64\0", "erlang@25.3.2.6"],
  ["erlexec", "\0/usr/local/src/otp-26.2/erts/etc\0", "erlang@26.2"],
  ["beam.smp", " -I/build/reproducible-path/erlang-25.2.3+dfsg/erts/x86_64 \0", "erlang@25.2.3"],
  ["nginx", "\0nginx version: nginx/1.22.1\0", "nginx@1.22.1"],
  ["nginx", "\0nginx version: openresty/1.21.4.1\0", "openresty@1.21.4.1"],
  ["httpd", "\0Apache/2.4.54 (Unix)\0", "httpd@2.4.54"],
  ["haproxy", "\0 version 2.6.12-1+deb12u1, released 2023/12/16\0", "haproxy@2.6.12"],
  ["haproxy", "\0HA-Proxy version 1.5.14 2015/07/02\0", "haproxy@1.5.14"],
  ["haproxy", "\0 version 3.1-dev0-cb1e0b2, released 2024/06/01\0", "haproxy@3.1-dev0"],
  ["lighttpd", "\0lighttpd/1.4.69\0", "lighttpd@1.4.69"],
  ["squid", "\0squid/5.7\0", "squid@5.7"],
  ["varnishd", "\0Varnish 7.1.1 7cee1c581bead20e88d101ab3d72afb29f14d87a\0", "varnish@7.1.1"],
  ["redis-server", "\0A7.0.14buildkitsandbox-1702957741000000000\0", "redis@7.0.14"],
  ["redis-server", "\xdfA7.0.151790282056000000000\0", "redis@7.0.15"],
  ["redis-server", "\0004.0.11841ce7054bd9-1542359302000000000\0", "redis@4.0.11"],
  ["redis-check-rdb", "upstart\0err\x007.0.15\0c11-builtin\0", "redis@7.0.15"],
  ["redis-server", "\x005.0.0\0atomic-builtin\0", "redis@5.0.0"],
  ["redis-server", "\0Server started, Redis version 2.8.23\0", "redis@2.8.23"],
  [
    "valkey-server",
    "\x007.2.4\0c11-builtin\0\0valkey9.0.0buildkitsandbox-1764887574000000000\0",
    "valkey@9.0.0",
  ],
  ["valkey-server", "\0008.0.11790282056000000000\0", "valkey@8.0.1"],
  ["memcached", "\0memcached 1.6.18\0", "memcached@1.6.18"],
  ["postgres", "\0PostgreSQL 15.3 (Debian 15.3-1) on x86_64\0", "postgresql@15.3"],
  ["postgres", "\0PostgreSQL 9.6.24 on x86_64\0", "postgresql@9.6.24"],
  ["postgres", "\0PostgreSQL 15beta4 on x86_64\0", "postgresql@15beta4"],
  ["mariadbd", "\x0010.11.6-MariaDB\0", "mariadb@10.11.6"],
  ["mysqld", "\0/export/pb2/build/release/mysql-8.0.34/mysys/my_default.cc\0", "mysql@8.0.34"],
  ["mysqld", "\0/tmp/percona-server-8.0.35-27/mysys/a.cc\0", "percona-server@8.0.35-27"],
  ["mysqld", "\0/tmp/Percona-XtraDB-Cluster-8.0.34/mysys/a.cc\0", "percona-xtradb-cluster@8.0.34"],
  ["mongod", "\x006.0.27\0tcmalloc\0", "mongodb@6.0.27"],
  ["mongod", "\x007.0.28\0\0heap_size\0", "mongodb@7.0.28"],
  ["mongod", "\x008.0.17\0cppdefines\0", "mongodb@8.0.17"],
  ["pgbouncer", "\0PgBouncer 1.18.0\0", "pgbouncer@1.18.0"],
  ["mosquitto", "\x002.0.11\0mosquitto version %s\n\0", "mosquitto@2.0.11"],
  ["dnsmasq", "\0dnsmasq-2.90\0", "dnsmasq@2.90"],
  ["unbound", "\0unbound 1.17.1\0", "unbound@1.17.1"],
  ["named", "\0libisc-9.18.28-1~deb12u2-Debian.so\0", "bind@9.18.28"],
  ["sshd", "\0OpenSSH_9.2p1 Debian-2\0", "openssh@9.2p1"],
  ["dropbear", "\0SSH-2.0-dropbear_2022.83\r\n\0", "dropbear@2022.83"],
  ["proftpd", "\0ProFTPD Version 1.3.8b\0", "proftpd@1.3.8b"],
  ["vsftpd", "\0(vsFTPd 3.0.3)\0", "vsftpd@3.0.3"],
  ["postconf", "\0mail_version=3.7.11\0", "postfix@3.7.11"],
  ["tor", "\0tor 0.4.7.16\0", "tor@0.4.7.16"],
  ["libcrypto.so.3", "\0OpenSSL 3.0.11 19 Sep 2023\0", "openssl@3.0.11"],
  ["openssl", "\0OpenSSL 1.1.1k  FIPS 25 Mar 2021\0", "openssl@1.1.1k"],
  ["openssl", "\0OpenSSL 3.2.0-beta1 26 Oct 2023\0", "openssl@3.2.0-beta1"],
  ["libcrypto.so", "\0LibreSSL 3.8.2\0", "libressl@3.8.2"],
  ["openssl", "\0OpenSSL 1.1.1 (compatible; AWS-LC 1.69.0)\0", "aws-lc@1.69.0"],
  ["libgnutls.so.30", "\0Enabled GnuTLS 3.7.9 logging...\n\0", "gnutls@3.7.9"],
  ["libgcrypt.so.20", "\0\nThis is Libgcrypt 1.10.1 - The GNU Crypto Library\n\0", "libgcrypt@1.10.1"],
  [
    "libc.so.6",
    "\0GNU C Library (Debian GLIBC 2.36-9+deb12u4) stable release version 2.36.\n\0",
    "glibc@2.36",
  ],
  ["ld-musl-x86_64.so.1", "\0/proc/self/fd/\x001.2.3\0Unsupported\0", "musl@1.2.3"],
  ["libz.so.1", "\0 deflate 1.2.13 Copyright 1995-2022 Jean-loup Gailly\0", "zlib@1.2.13"],
  ["libz.so.1", "\0 inflate 1.3.1 Copyright 1995-2024 Mark Adler\0", "zlib@1.3.1"],
  ["xz", "\0xz (XZ Utils) 5.6.1\0", "xz@5.6.1"],
  ["liblzma.so.5", "\0\0005.4.1\0\0", "xz@5.4.1"],
  ["zstd", "\0v1.5.4\0Zstandard CLI\0", "zstd@1.5.4"],
  ["libbz2.so.1.0", "\x001.0.8, 13-Jul-2019\0", "bzip2@1.0.8"],
  ["libexpat.so.1", "\0expat_2.5.0\0", "expat@2.5.0"],
  ["libpcre2-8.so.0", "\x0010.42 2022-12-11\0", "pcre2@10.42"],
  ["libpng16.so.16", "\0 libpng version 1.6.39 - November 20, 2022\n\0", "libpng@1.6.39"],
  ["libjpeg.so.62", "\0libjpeg-turbo version 2.1.5 (build 20230203)\0", "libjpeg-turbo@2.1.5"],
  ["libarchive.so.13", "\0libarchive 3.6.2\0", "libarchive@3.6.2"],
  ["libssh2.so.1", "\0SSH-2.0-libssh2_1.10.0\0", "libssh2@1.10.0"],
  ["libssh.so.4", "\0SSH-2.0-libssh_0.10.6\0", "libssh@0.10.6"],
  ["libsqlite3.so.0", "\x08\0\0\x003.40.1\0\0", "sqlite@3.40.1"],
  ["curl", "\0curl/7.88.1\0", "curl@7.88.1"],
  ["libcurl.so.4", "\0CLIENT libcurl 7.88.1\r\nMATCH\0", "libcurl@7.88.1"],
  ["libcurl.so.4", "\0libcurl/8.5.0\0", "libcurl@8.5.0"],
  ["wget", "-Wall\x001.21.3\0\0", "wget@1.21.3"],
  ["git", "\0git/2.39.5\0GIT_USER_AGENT\0", "git@2.39.5"],
  ["busybox", "\0BusyBox v1.36.1 (2023-11-06 11:32:24 UTC)\0", "busybox@1.36.1"],
  ["bash", "\0@(#)Bash version 5.2.15(1) release GNU\0", "bash@5.2.15"],
  ["gawk", "\0GNU Awk 5.2.1\0", "gawk@5.2.1"],
  ["tar", "%s: %s\x001.34\0%s-%s-%d\n\0", "tar@1.34"],
  ["getopt", "%s from %s\n\0util-linux 2.38.1\0", "util-linux@2.38.1"],
  ["jq", "\n\x001.6\0DEBUG:\0", "jq@1.6"],
  ["jq", "\0jq-1.7.1\0", "jq@1.7.1"],
  ["sudo", "\0Sudo version %s\n\x001.9.13p3\0Configure options\0", "sudo@1.9.13p3"],
  ["gpg", "\0@GPG@ (@GNUPG@)\x002.2.40\0GNU/Linux\0", "gnupg@2.2.40"],
  ["tini", "\0tini version 0.19.0\0", "tini@0.19.0"],
  ["ffmpeg", "\0%s version 5.1.6-0+deb12u1\0", "ffmpeg@5.1.6"],
];

describe("a version is found in", () => {
  test.each(PROGRAMS)("%s: %j", async (file, bytes, expected) => {
    expect(await found(`/opt/${file}`, HEAD + bytes)).toEqual([expected]);
  });

  test.each([
    ["/usr/local/go/VERSION", "go1.22.3\ntime 2024-05-01T19:49:47Z\n", "go@1.22.3"],
    ["/usr/local/go/VERSION", "go1.23rc1\n", "go@1.23rc1"],
    ["/usr/local/lib/erlang/releases/26/OTP_VERSION", "26.2.5.1\n", "erlang@26.2.5.1"],
  ])("the text %s: %j", async (path, text, expected) => {
    expect(await found(path, text)).toEqual([expected]);
  });

  test("every row has an example here", () => {
    const known = new Set(PROGRAMS.map(([, , expected]) => expected.split("@")[0]));
    expect(CLASSIFIERS.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("wherever the content is cut into chunks, the first place counts", () => {
  test.each([1, 7, 300, 1024])("into %i bytes", async (size) => {
    for (const before of [0, 250, 1000, 3001]) {
      const bytes = `${HEAD}${"\0x".repeat(before)}\0node.js/v20.1.0\0${"y".repeat(400)}node.js/v9.9.9\0`;
      expect(await found("/usr/bin/node", bytes, size)).toEqual(["node@20.1.0"]);
    }
  });

  test("several rows of one file are found in one pass", async () => {
    const both = `${HEAD}\0LibreSSL 3.8.2\0${"x".repeat(5000)}\0OpenSSL 1.1.1w  11 Sep 2023\0`;
    expect(await found("/lib/libcrypto.so.46", both, 512)).toEqual(["libressl@3.8.2", "openssl@1.1.1w"]);
  });
});

describe("nothing is claimed of", () => {
  test.each([
    [
      "a script that names a version",
      "/usr/bin/node",
      '#!/bin/sh\nexec /opt/node.js/v20.1.0/bin/node "$@"\n',
    ],
    ["a program of another name", "/usr/bin/nodemon", `${HEAD}node.js/v20.1.0\0`],
    ["a program with more to its name", "/usr/bin/mynode", `${HEAD}node.js/v20.1.0\0`],
    ["a program without a version", "/usr/bin/node", `${HEAD}node.js/vNext\0`],
    ["BoringSSL, which has none", "/lib/libcrypto.so", `${HEAD}\0OpenSSL 1.1.1 (compatible; BoringSSL)\0`],
    [
      "what a program asks of a library",
      "/lib/libssl.so.3",
      `${HEAD}\0OPENSSL_3.0.0\0OpenSSL 3.0.0 or later\0`,
    ],
    ["another Python's libraries", "/usr/bin/python3.11", `${HEAD}\x003.45.1\0\x003.12.1\0`],
    ["Redis that Valkey is like", "/usr/bin/valkey-server", `${HEAD}\x007.2.4\0c11-builtin\0`],
    ["MySQL in MariaDB's words", "/usr/bin/mysqld", `${HEAD}\0MySQL 5.6 / 5.7 compatible\0`],
    [
      "a program of Go's that is not go",
      "/usr/bin/go",
      `${HEAD}\xff Go buildinf:\x08\x02${"\0".repeat(16)}\x08go1.21.3\0`,
    ],
    ["a file VERSION elsewhere", "/app/VERSION", "go1.22.3\n"],
    ["an empty file", "/usr/bin/bash", ""],
  ])("%s", async (_, path, bytes) => {
    expect(await found(path, bytes)).toEqual([]);
  });
});

describe("a program made to keep us busy", () => {
  test("full of anchors is given up with a gap, and soon", async () => {
    const started = process.cpuUsage();
    const { packages, problems } = await inspect(
      "/usr/bin/busybox",
      `${HEAD}${"BusyBox v".repeat(110_000)}`,
    );
    expect([packages, problems.map(({ code }) => code)]).toEqual([[], ["limit"]]);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  test("no pattern takes long over any window", () => {
    const hostile = ["1", "1.", "0", "\0", "a", "-", "9.9", " ", "(", "1.1.1"].map((unit) =>
      unit.repeat(320 / unit.length),
    );
    const started = process.cpuUsage();
    for (const { evidence } of CLASSIFIERS)
      for (const { anchor, pattern } of evidence)
        for (const window of hostile)
          for (const text of typeof anchor === "string"
            ? [window, anchor + window, window + anchor]
            : [window])
            for (let again = 0; again < 10; again += 1) pattern.exec(text);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });
});
