import type { Classifier } from "../classifier.ts";

/**
 * An anchor that follows from a file's name, since a version alone is nothing to search for: `python3.11` has "3.11.2"
 * between two NULs, and other things' versions as well.
 */
function fromName(name: RegExp, anchor: (release: string) => string) {
  return (fileName: string): string | undefined => {
    const release = name.exec(fileName)?.[1];
    return release === undefined ? undefined : anchor(release);
  };
}

/** What programs written in some language run on. */
export const RUNTIMES: readonly Classifier[] = [
  {
    name: "node",
    files: ["node", "nodejs", "node.exe", "libnode.so*", "libnode.*.dylib"],
    evidence: [
      { anchor: "node.js/v", pattern: /node\.js\/v(\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[\w.]{1,40})?)/ },
      // Before 6 it said so only here.
      { anchor: "\0moduleLoadList\0", pattern: /\0v([045]\.\d{1,2}\.\d{1,2})\0moduleLoadList\0/ },
      { anchor: "\0node v0.", pattern: /\0node v(0\.\d{1,2}\.\d{1,2})\0/ },
    ],
  },
  {
    name: "deno",
    files: ["deno", "deno.exe"],
    // "OTel-OTLP-Exporter-Deno/0.80.0" is a part of it.
    evidence: [{ anchor: "Deno/", pattern: /(?:^|[^-])Deno\/(\d{1,3}\.\d{1,3}\.\d{1,3}(?:-rc\.\d{1,3})?)/ }],
  },
  {
    name: "bun",
    files: ["bun", "bun.exe"],
    evidence: [
      { anchor: "Bun/", pattern: /Bun\/(\d{1,3}\.\d{1,3}\.\d{1,3})/ },
      { anchor: "Bun v", pattern: /Bun v(\d{1,3}\.\d{1,3}\.\d{1,3}) \(/ },
    ],
  },
  {
    name: "python",
    files: ["python?.?", "python?.??", "python?.?m", "libpython*.so*", "libpython*.dylib"],
    evidence: [
      {
        anchor: fromName(/^(?:lib)?python(\d\.\d{1,2})/, (release) => `${release}.`),
        // Where it was installed to /opt/python/3.11.2, the linker keeps one string for both, which share their end.
        pattern: /[\0/](\d\.\d{1,2}\.\d{1,2}(?:(?:a|b|c|rc)\d{1,2})?\+?)\0/,
      },
    ],
  },
  {
    name: "pypy",
    files: ["pypy*", "libpypy*.so*"],
    evidence: [{ anchor: "[PyPy ", pattern: /\[PyPy (\d{1,3}\.\d{1,3}\.\d{1,3}(?:(?:a|b|rc)\d{1,2})?)/ }],
  },
  {
    name: "ruby",
    files: ["ruby", "ruby?.?", "libruby*.so*", "libruby*.dylib"],
    evidence: [
      {
        anchor: "ruby ",
        pattern: /ruby (\d{1,2}\.\d{1,2}\.\d{1,2}(?:p\d{1,4}|preview\d{1,2}|rc\d{1,2}|dev)?) \(\d{4}-/,
      },
    ],
  },
  {
    name: "perl",
    files: ["perl", "perl5*", "libperl.so*"],
    evidence: [
      { anchor: "\0v5.", pattern: /\0v(5\.\d{1,2}\.\d{1,2})\0/ },
      { anchor: "/perl5/5.", pattern: /\/perl5\/(5\.\d{1,2}\.\d{1,2})[/\0]/ },
    ],
  },
  {
    name: "php",
    files: ["php", "php?", "php?.?", "php-fpm*", "php-cgi*", "libphp*.so"],
    evidence: [
      {
        anchor: "X-Powered-By: PHP/",
        pattern: /X-Powered-By: PHP\/(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-dev|(?:alpha|beta|RC)\d{1,2})?)/,
      },
    ],
  },
  {
    name: "go",
    files: ["go", "go.exe"],
    // The build information of Go's own program, inline since Go 1.18.
    evidence: [
      {
        anchor: "\xff Go buildinf:",
        pattern:
          /\xff Go buildinf:[^]{2}\0{16}[^]go(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?(?:(?:beta|rc)\d{1,2})?)[^]{1,120}path\tcmd\/go\n/,
      },
    ],
  },
  {
    name: "go",
    files: ["go/VERSION", "libexec/VERSION"],
    evidence: [{ anchor: "go", pattern: /^go(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?(?:(?:beta|rc)\d{1,2})?)\s/ }],
    isText: true,
  },
  {
    name: "rust",
    files: ["libstd-????????????????.so", "libstd-????????????????.dylib", "librustc_driver-*"],
    evidence: [
      {
        anchor: "rustc version ",
        pattern: /rustc version (\d{1,2}\.\d{1,3}\.\d{1,3}(?:-(?:beta|nightly)[\d.]{0,5})?)/,
      },
      { anchor: "/rustc-", pattern: /\/rustc-(\d{1,2}\.\d{1,3}\.\d{1,3})(?:-src)?\// },
    ],
  },
  {
    name: "openjdk",
    files: ["java", "java.exe", "libjvm.so", "libjvm.dylib", "jvm.dll"],
    evidence: [
      // "OpenJDK 64-Bit Server VM (25.392-b08) for linux-amd64 JRE (1.8.0_392-b08)"; Zulu puts its own version first.
      {
        anchor: "OpenJDK ",
        pattern:
          /OpenJDK [^\0]{1,100} for [\w-]{1,40} JRE \((?:Zulu[^)\0]{1,40}\) \()?(\d{1,3}(?:\.\d{1,3}){0,4}(?:_\d{1,4})?)/,
      },
      {
        anchor: "\0openjdk\0java\0",
        pattern: /\0openjdk\0java\0[\d.]{1,10}\0(\d{1,3}(?:\.\d{1,3}){0,4}(?:_\d{1,4})?)[^\0]{0,60}\0/,
      },
      // On arm64 the strings stand the other way round.
      {
        anchor: "\0openjdk\0java\0",
        pattern: /\0(\d{1,3}(?:\.\d{1,3}){1,4}(?:_\d{1,4})?)[^\0]{0,40}\0{1,16}openjdk\0java\0/,
      },
    ],
  },
  {
    name: "oracle-jdk",
    files: ["libjvm.so", "libjvm.dylib", "jvm.dll"],
    evidence: [
      {
        anchor: "Java HotSpot(TM) ",
        pattern:
          /Java HotSpot\(TM\) [^\0]{1,100} for [\w-]{1,40} JRE \((\d{1,3}(?:\.\d{1,3}){0,4}(?:_\d{1,4})?)/,
      },
    ],
  },
  {
    name: "lua",
    files: ["lua", "lua?.?", "lua??", "luac*", "liblua*.so*"],
    evidence: [{ anchor: "Lua 5.", pattern: /Lua (5\.\d\.\d{1,2})  Copyright/ }],
  },
  {
    name: "erlang",
    files: ["releases/??/OTP_VERSION"],
    evidence: [{ anchor: ".", pattern: /^(\d{2}(?:\.\d{1,3}){1,4}(?:-rc\d{1,2})?)\s*$/ }],
    isText: true,
  },
  {
    name: "erlang",
    files: ["beam.smp", "erlexec", "liberts_internal.a"],
    evidence: [
      { anchor: "/otp_src_", pattern: /\/otp_src_(\d{2}(?:\.\d{1,3}){1,4}(?:-rc\d)?)\/erts/ },
      { anchor: "/src/otp-", pattern: /\/src\/otp-(\d{2}(?:\.\d{1,3}){1,4}(?:-rc\d)?)\/erts/ },
      { anchor: "/erlang-", pattern: /\/erlang-(\d{2}(?:\.\d{1,3}){1,4})(?:\+dfsg)?\/erts/ },
    ],
  },
];
