import { directory, fifo, file, gnuLong, hardlink, pax, symlink, type TarMember } from "./tar.ts";

interface ExportImage {
  /** The lowest first. */
  readonly layers: readonly (readonly TarMember[])[];
  /** What an engine may say that does not load it. */
  readonly isRefused?: RegExp;
}

const dir = (name: string, part: Partial<TarMember> = {}): TarMember => ({
  ...directory(name),
  mode: 0o755,
  ...part,
});
const long = `${"d".repeat(120)}/${"e".repeat(120)}`;
const longest = "f".repeat(255);

/**
 * Images that an engine and we must see alike. Each layer has entries about all its directories, as real ones have: what
 * engines make of a directory that has none differs.
 */
export const EXPORT_IMAGES: Readonly<Record<string, ExportImage>> = {
  "files and directories removed": {
    layers: [
      [
        dir("d"),
        file("d/a", "1"),
        file("d/b", "22"),
        dir("d/sub"),
        file("d/sub/c", "3"),
        dir("e"),
        file("e/x"),
        file("keep"),
      ],
      [dir("d"), file("d/.wh.a"), file("d/.wh.none"), file(".wh.e"), dir("d/sub"), file("d/sub/.wh.c")],
      [dir("e"), file("e/new", "4"), dir("f"), file("f/.wh.nothing")],
      [dir("d"), file("d/.wh.sub"), file("d/a", "again"), file("wh.keep"), file("x.wh.keep")],
    ],
  },
  "opaque directories": {
    layers: [
      [dir("d"), file("d/old", "1"), dir("d/sub"), file("d/sub/old", "1"), dir("e"), file("e/old")],
      [
        dir("d"),
        file("d/new", "2"),
        file("d/.wh..wh..opq"),
        dir("d/sub"),
        file("d/sub/new"),
        dir("e"),
        file("e/.wh..wh..opq"),
      ],
      [dir("e"), file("e/.wh..wh..opq"), file("e/last", "3"), dir("none"), file("none/.wh..wh..opq")],
    ],
  },
  "hard links": {
    layers: [
      [
        file("a", "12345"),
        hardlink("b", "a"),
        dir("d"),
        hardlink("d/c", "b"),
        symlink("s", "a"),
        hardlink("t", "s"),
        fifo("p"),
        hardlink("q", "p"),
      ],
      [file("a", "other"), file("x", "1"), { ...hardlink("y", "x"), mode: 0o4750, uid: 7, gid: 8 }],
      [file(".wh.b"), hardlink("z", "v"), file("v", "2")].toReversed(),
    ],
  },
  "links to directories": {
    layers: [
      [
        dir("usr"),
        dir("usr/lib"),
        file("usr/lib/a", "1"),
        symlink("lib", "usr/lib"),
        file("lib/through", "2"),
        symlink("abs", "/usr/lib"),
        file("abs/absolute", "3"),
        symlink("out", "../../usr"),
        file("out/inside", "4"),
      ],
      [dir("lib"), file("lib/instead", "5")],
      [dir("usr"), dir("usr/lib"), symlink("again", "usr/lib"), file("again/.wh.a"), file("again/b", "6")],
      [dir("abs"), file("abs/.wh.absolute"), symlink("loop", "loop"), symlink("dangling", "/nowhere/at/all")],
    ],
  },
  "changes of type": {
    layers: [
      [
        dir("dir-file"),
        file("dir-file/x"),
        file("file-dir", "1"),
        dir("dir-link"),
        file("dir-link/x"),
        file("file-link"),
        symlink("link-file", "/"),
        symlink("link-dir", "dir-link"),
        fifo("pipe-dir"),
      ],
      [
        file("dir-file", "now"),
        dir("file-dir"),
        file("file-dir/x"),
        symlink("dir-link", "file-dir"),
        symlink("file-link", "x"),
        file("link-file", "2"),
        dir("link-dir"),
        file("link-dir/y"),
        dir("pipe-dir"),
      ],
      [
        dir("dir-file"),
        file("dir-file/y"),
        fifo("file-dir"),
        dir("dir-link"),
        file("dir-link/z"),
        { name: "pipe-dir", type: "3", major: 1, minor: 3 },
      ],
    ],
  },
  "modes and owners": {
    layers: [
      [
        dir("bin", { mode: 0o711, uid: 1, gid: 2 }),
        { ...file("bin/su", "1"), mode: 0o104755 },
        { ...file("bin/wall"), mode: 0o2755, gid: 5 },
        dir("tmp", { mode: 0o41777 }),
        dir("group", { mode: 0o2775, uid: 1000, gid: 1000 }),
        { ...symlink("l", "bin"), mode: 0o600, uid: 3, gid: 4 },
        pax({ uid: 1_000_610_000, gid: 1_000_610_001 }),
        file("large"),
        { ...file("binary"), uid: `\u0080${"\0".repeat(3)}\u003b\u009a\u00ca\u0001` },
        { ...file("none"), mode: 0 },
      ],
      [
        dir("bin", { mode: 0o700, uid: 9 }),
        { ...file("none"), mode: 0o777, uid: 65534, gid: 65534 },
        dir("tmp", { mode: 0o755 }),
      ],
    ],
  },
  "devices and pipes": {
    layers: [
      [
        dir("nodes"),
        { name: "nodes/null", type: "3", mode: 0o666, major: 1, minor: 3 },
        { name: "nodes/disk", type: "4", mode: 0o660, gid: 6, major: 8, minor: 17 },
        { name: "nodes/high", type: "3", major: 250, minor: 0o777777 },
        { ...fifo("nodes/pipe"), mode: 0o622, uid: 3 },
      ],
      [dir("nodes"), { name: "nodes/null", type: "4", major: 1, minor: 0 }, file("nodes/.wh.disk")],
    ],
  },
  "long names": {
    layers: [
      [
        gnuLong("L", `${"d".repeat(120)}/`),
        { ...dir("cut"), magic: "ustar  \0" },
        gnuLong("L", `${long}/`),
        { ...dir("cut"), magic: "ustar  \0" },
        pax({ path: `${long}/${longest}` }),
        file("cut", "pax"),
        { ...file("e".repeat(100), "prefix"), prefix: "p".repeat(100) },
        dir("p".repeat(100)),
        gnuLong("L", `${long}/link`),
        gnuLong("K", `${long}/${longest}`),
        { ...symlink("cut", "cut"), magic: "ustar  \0" },
        pax({ path: `${long}/hard`, linkpath: `${long}/${longest}` }),
        hardlink("cut", "cut"),
      ],
      [gnuLong("L", `${long}/.wh.link`), { ...file("cut"), magic: "ustar  \0" }],
    ],
  },
  "names of any bytes": {
    layers: [
      [
        file("caf\u00e9", "latin1"),
        file("caf\u00c3\u00a9", "composed"),
        file("cafe\u00cc\u0081", "combining"),
        file("new\nline"),
        file("back\\slash"),
        file("-rf"),
        file("..."),
        file(" "),
        file("tab\t*?[x]"),
        file("\u00ff\u00fe"),
        symlink("link", "caf\u00e9"),
        pax({ path: "\u00f0\u009f\u0090\u00b3 pax", mtime: "1.5" }),
        file("cut"),
        dir("dot"),
        dir("dot/double"),
        file("./dot//double/./x"),
        file("/absolute"),
        file("dot/../up"),
      ],
      [file(".wh.caf\u00e9"), file(".wh. "), file(".wh.-rf"), file("CAF\u00e9")],
    ],
  },
  "the same name twice in a layer": {
    isRefused: /duplicates of file paths not supported/,
    layers: [
      [
        file("a", "1"),
        { ...file("a", "22"), mode: 0o600 },
        dir("d"),
        file("d/a"),
        file("d", "a file"),
        symlink("s", "a"),
        file("s", "over it"),
        file("h"),
        hardlink("h2", "h"),
        file("h", "another"),
      ],
      [dir("e"), dir("e", { mode: 0o700 }), symlink("l", "e"), dir("l"), file("l/x")],
    ],
  },
};
