import type { Classifier } from "../classifier.ts";

/** Libraries, shells and tools that are copied into images to have them there. */
export const TOOLS: readonly Classifier[] = [
  {
    name: "openssl",
    files: ["openssl", "openssl.exe", "libcrypto.so*", "libssl.so*", "libcrypto*.dylib", "libssl*.dylib"],
    // Behind the version stands a date: "OpenSSL 1.1.1 (compatible; BoringSSL)" is none of it.
    evidence: [
      {
        anchor: "OpenSSL ",
        pattern:
          /OpenSSL (\d\.\d{1,2}\.\d{1,3}(?:[a-z]{1,2}|-(?:alpha|beta|rc|dev)\d{0,2})?(?:-fips)?)(?:  ?FIPS)?  ?\d{1,2} [A-Z]/,
      },
    ],
  },
  {
    name: "libressl",
    files: ["openssl", "libcrypto.so*", "libssl.so*", "libtls.so*"],
    evidence: [{ anchor: "LibreSSL ", pattern: /LibreSSL (\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "aws-lc",
    files: ["openssl", "libcrypto.so*", "libcrypto-awslc.so*", "libssl.so*"],
    evidence: [{ anchor: "; AWS-LC ", pattern: /; AWS-LC (\d{1,2}\.\d{1,3}\.\d{1,3})\)/ }],
  },
  {
    name: "gnutls",
    files: ["libgnutls.so*"],
    evidence: [{ anchor: "Enabled GnuTLS ", pattern: /Enabled GnuTLS (\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "libgcrypt",
    files: ["libgcrypt.so*"],
    evidence: [{ anchor: "This is Libgcrypt ", pattern: /This is Libgcrypt (\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "glibc",
    files: ["libc.so.6", "libc-?.??.so"],
    evidence: [
      {
        anchor: "GNU C Library (",
        pattern:
          /GNU C Library \([^)\0]{1,100}\) (?:stable|development) release version (\d\.\d{1,2}(?:\.\d{1,3})?)/,
      },
    ],
  },
  {
    name: "musl",
    files: ["ld-musl-*.so.1", "libc.musl-*.so.1", "libc.so"],
    // Its own parts stand in the order of their names: procfdname.c, then version.c.
    evidence: [
      {
        anchor: "/proc/self/fd/\0",
        pattern: /\/proc\/self\/fd\/\0{1,8}(1\.\d\.\d{1,2}(?:-git-\d{1,4}-g[0-9a-f]{7,12})?)\0/,
      },
    ],
  },
  {
    name: "zlib",
    files: ["libz.so*", "libz.*.dylib", "zlib1.dll"],
    evidence: [
      { anchor: " deflate 1.", pattern: / deflate (1\.\d{1,2}(?:\.\d{1,3}){0,2}) Copyright/ },
      { anchor: " inflate 1.", pattern: / inflate (1\.\d{1,2}(?:\.\d{1,3}){0,2}) Copyright/ },
    ],
  },
  {
    name: "xz",
    files: ["xz", "lzma", "liblzma.so*"],
    evidence: [
      { anchor: "(XZ Utils) ", pattern: /\(XZ Utils\) (5\.\d{1,2}\.\d{1,2}(?:alpha|beta)?)/ },
      { anchor: "\x005.", pattern: /\0(5\.\d{1,2}\.\d{1,2}(?:alpha|beta)?)\0/ },
    ],
  },
  {
    name: "zstd",
    files: ["zstd"],
    evidence: [{ anchor: "\0v1.", pattern: /\0v(1\.\d\.\d{1,2})\0/ }],
  },
  {
    name: "bzip2",
    files: ["bzip2", "libbz2.so*"],
    evidence: [{ anchor: "\x001.0.", pattern: /\0(1\.0\.\d{1,2}), \d{1,2}-[A-Z][a-z]{2}-\d{4}\0/ }],
  },
  {
    name: "expat",
    files: ["libexpat.so*"],
    evidence: [{ anchor: "\0expat_", pattern: /\0expat_(\d\.\d{1,2}\.\d{1,2})\0/ }],
  },
  {
    name: "pcre2",
    files: ["libpcre2-8.so*"],
    evidence: [{ anchor: "\x0010.", pattern: /\0(10\.\d{2}) \d{4}-\d{2}-\d{2}\0/ }],
  },
  {
    name: "libpng",
    files: ["libpng*.so*"],
    evidence: [{ anchor: "libpng version ", pattern: /libpng version (\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "libjpeg-turbo",
    files: ["libjpeg.so*", "libturbojpeg.so*"],
    evidence: [{ anchor: "libjpeg-turbo version ", pattern: /libjpeg-turbo version (\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "libarchive",
    files: ["libarchive.so*", "bsdtar"],
    evidence: [{ anchor: "\0libarchive ", pattern: /\0libarchive (\d\.\d{1,2}\.\d{1,3})\0/ }],
  },
  {
    name: "libssh2",
    files: ["libssh2.so*"],
    evidence: [{ anchor: "SSH-2.0-libssh2_", pattern: /SSH-2\.0-libssh2_(\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "libssh",
    files: ["libssh.so*"],
    evidence: [{ anchor: "SSH-2.0-libssh_", pattern: /SSH-2\.0-libssh_(\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "sqlite",
    files: ["sqlite3", "libsqlite3.so*", "libsqlite3.*.dylib"],
    evidence: [{ anchor: "\x003.", pattern: /\0(3\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\0/ }],
  },
  {
    name: "curl",
    files: ["curl", "curl.exe"],
    evidence: [{ anchor: "\0curl/", pattern: /\0curl\/(\d\.\d{1,2}\.\d{1,3}(?:-DEV)?)\0/ }],
  },
  {
    name: "libcurl",
    files: ["libcurl*.so*", "libcurl*.dylib"],
    evidence: [
      { anchor: "libcurl/", pattern: /libcurl\/(\d\.\d{1,2}\.\d{1,3}(?:-DEV)?)/ },
      { anchor: "CLIENT libcurl ", pattern: /CLIENT libcurl (\d\.\d{1,2}\.\d{1,3}(?:-DEV)?)/ },
    ],
  },
  {
    name: "wget",
    files: ["wget"],
    evidence: [{ anchor: "\x001.", pattern: /\0(1\.[12]\d(?:\.\d{1,2})?)\0/ }],
  },
  {
    name: "git",
    files: ["git"],
    evidence: [{ anchor: "git/2.", pattern: /git\/(2\.\d{1,3}\.\d{1,3}(?:\.\d{1,3}|-rc\d)?)/ }],
  },
  {
    name: "busybox",
    files: ["busybox", "busybox-*", "busybox.*"],
    evidence: [{ anchor: "BusyBox v", pattern: /BusyBox v(\d\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "bash",
    files: ["bash"],
    evidence: [{ anchor: "@(#)Bash version ", pattern: /@\(#\)Bash version (\d{1,2}\.\d{1,2}\.\d{1,3})\(/ }],
  },
  {
    name: "gawk",
    files: ["gawk"],
    evidence: [{ anchor: "\0GNU Awk ", pattern: /\0GNU Awk (\d{1,2}\.\d{1,2}\.\d{1,3})/ }],
  },
  {
    name: "tar",
    files: ["tar"],
    evidence: [{ anchor: "\x001.", pattern: /\0(1\.[23]\d(?:\.\d{1,2})?)\0/ }],
  },
  {
    name: "util-linux",
    files: ["getopt"],
    evidence: [{ anchor: "\0util-linux ", pattern: /\0util-linux (\d\.\d{1,2}(?:\.\d{1,2})?(?:-rc\d)?)\0/ }],
  },
  {
    name: "jq",
    files: ["jq"],
    evidence: [
      { anchor: "\0jq-1.", pattern: /\0jq-(1\.\d(?:\.\d{1,2})?(?:rc\d)?)\0/ },
      { anchor: "\x001.", pattern: /\0(1\.\d(?:\.\d{1,2})?)\0/ },
    ],
  },
  {
    name: "sudo",
    files: ["sudo"],
    evidence: [
      {
        anchor: "\0Sudo version ",
        pattern: /\0Sudo version [^\0]{1,8}\0(1\.\d{1,2}\.\d{1,2}(?:p\d{1,2}|b\d{1,2}|rc\d)?)\0/,
      },
    ],
  },
  {
    name: "gnupg",
    files: ["gpg", "gpgv"],
    evidence: [{ anchor: "(@GNUPG@)\0", pattern: /\(@GNUPG@\)\0(\d\.\d{1,2}\.\d{1,3})\0/ }],
  },
  {
    name: "tini",
    files: ["tini", "tini-static", "docker-init"],
    evidence: [{ anchor: "tini version ", pattern: /tini version (\d\.\d{1,2}\.\d{1,2})/ }],
  },
  {
    name: "ffmpeg",
    files: ["ffmpeg", "ffprobe"],
    evidence: [{ anchor: "%s version ", pattern: /%s version (\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)/ }],
  },
];
