import zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { debStanza } from "../../support/image.ts";
import { file, symlink } from "../../support/tar.ts";
import { knownOf } from "./known.ts";

describe("whose files are, by", () => {
  it("apk's database", async () => {
    const known = await knownOf([
      file(
        "lib/apk/db/installed",
        [
          "P:busybox\nV:1.36-r0\nA:x86_64\nF:bin\nR:busybox\na:0:0:755\nZ:Q1x=\nF:\nR:at-the-root\nF:etc\n",
          "P:musl\nV:1.2-r0\nA:x86_64\nF:lib\nR:ld-musl.so\n",
          "P:unclosed\nV:1\nA:x86_64\nF:opt\nR:first\nP:next\nV:2\nA:x86_64\nR:at-the-root-too\n\n",
        ].join("\n"),
      ),
      symlink("bin", "usr/bin"),
      file("usr/bin/busybox"),
    ]);
    expect(known.whose("/usr/bin/busybox")).toBe("busybox");
    expect(known.whose("/at-the-root")).toBe("busybox");
    expect(known.whose("/lib/ld-musl.so")).toBe("musl");
    expect(known.whose("/opt/first")).toBe("unclosed");
    expect(known.whose("/at-the-root-too")).toBe("next");
    expect(known.whose("/etc")).toBeUndefined();
  });

  it("pacman's lists", async () => {
    const known = await knownOf([
      file("var/lib/pacman/local/gawk-5.3-1/desc", "%NAME%\ngawk\n\n%VERSION%\n5.3-1\n\n"),
      file(
        "var/lib/pacman/local/gawk-5.3-1/files",
        "%FILES%\nusr/\nusr/bin/\nusr/bin/gawk\nusr/share/a file\n\n%BACKUP%\netc/gawk.conf\tabc\n\n",
      ),
    ]);
    expect(known.whose("/usr/bin/gawk")).toBe("gawk");
    expect(known.whose("/usr/share/a file")).toBe("gawk");
    expect(known.whose("/usr/bin")).toBeUndefined();
    expect(known.whose("/etc/gawk.conf\tabc")).toBeUndefined();
    expect(known.gaps).toEqual([]);
  });

  it("Portage's contents", async () => {
    const known = await knownOf([
      file("var/db/pkg/app-shells/bash-5.2/PF", "bash-5.2\n"),
      file(
        "var/db/pkg/app-shells/bash-5.2/CONTENTS",
        [
          "dir /usr/share/bash",
          "obj /usr/bin/bash 0123456789abcdef0123456789abcdef 1700000000",
          "obj /usr/share/bash/a file 0123456789abcdef0123456789abcdef 1700000000",
          "sym /bin/sh -> bash 1700000000",
          "",
        ].join("\n"),
      ),
    ]);
    for (const path of ["/usr/bin/bash", "/usr/share/bash/a file", "/bin/sh", "/usr/share/bash"])
      expect(known.whose(path)).toBe("app-shells/bash");
  });

  it("opkg's lists, with what stands behind the path or without", async () => {
    const known = await knownOf([
      file("usr/lib/opkg/status", debStanza("uci")),
      file("usr/lib/opkg/info/uci.list", "/sbin/uci\n/sbin/link\t0120777\tuci\n"),
    ]);
    expect([known.whose("/sbin/uci"), known.whose("/sbin/link")]).toEqual(["uci", "uci"]);
  });

  it.skipIf(!("zstdCompressSync" in zlib))("Chisel's manifest", async () => {
    const records = [
      { jsonwall: "1.0", schema: "1.0", count: 5 },
      { kind: "content", slice: "openssl_bins", path: "/usr/bin/openssl" },
      { kind: "content", slice: "openssl_bins", path: "/usr/bin/" },
      { kind: "content", slice: "other_bins", path: "/usr/bin/other" },
      { kind: "package", name: "openssl", version: "3.0", arch: "amd64", sha256: "00" },
    ];
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    const known = await knownOf([file("var/lib/chisel/manifest.wall", zlib.zstdCompressSync(text))]);
    expect([known.whose("/usr/bin/openssl"), known.whose("/usr/bin/other")]).toEqual(["openssl", undefined]);
    expect(known.gaps).toEqual([]);
  });

  it("the folder that Homebrew gives each package", async () => {
    const known = await knownOf([file("home/linuxbrew/.linuxbrew/Cellar/jq/1.7/INSTALL_RECEIPT.json", "{}")]);
    expect(known.whose("/home/linuxbrew/.linuxbrew/Cellar/jq/1.7/bin/jq")).toBe("jq");
    expect(known.whose("/home/linuxbrew/.linuxbrew/Cellar/other")).toBeUndefined();
  });

  it("nothing, where a database has no lists, which is a gap", async () => {
    const known = await knownOf([
      file("etc/cos-package-info.json", '{"installedPackages":[{"name":"bash","version":"5"}]}'),
    ]);
    expect(known.gaps.map(({ code, path, affects }) => [code, path, affects])).toEqual([
      ["files.no-list", "/etc/cos-package-info.json", ["files"]],
    ]);
    expect(known.known).toBe(false);
  });
});
