import { describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { imageOf, layerTree } from "../support/image.ts";
import { directory, fifo, file, hardlink, pax, symlink, tar, type TarMember } from "../support/tar.ts";

/** What is at a path of the merged image: a file's content, or what else there is. */
async function at(layers: readonly TarMember[][], path: string): Promise<string> {
  const { files } = await imageOf(layers);
  const answer = await files.readFile(path);
  if (answer.kind === "file") return Buffer.from(answer.bytes).toString();
  return answer.kind === "absent" ? "absent" : `unreadable: ${answer.reason}`;
}

async function failure(...layer: TarMember[]): Promise<string> {
  try {
    await imageOf([layer]);
    return "none";
  } catch (error) {
    return error instanceof LumogateError ? error.message : String(error);
  }
}

describe("layers are merged", () => {
  it("so that a later one replaces files, and keeps directories", async () => {
    const layers = [
      [directory("d"), file("d/a", "1"), file("d/b", "1")],
      [directory("d"), file("d/a", "2")],
    ];
    expect([await at(layers, "/d/a"), await at(layers, "/d/b")]).toEqual(["2", "1"]);
  });

  it("so that a file replaces a directory with all in it, and a directory a file", async () => {
    expect(await at([[file("d/a", "1")], [file("d", "now a file")]], "/d/a")).toBe("absent");
    expect(await at([[file("d", "1")], [file("d/a", "2")]], "/d/a")).toBe("2");
  });

  it("so that a directory replaces a link to one, as in an overlay", async () => {
    const layers = [[file("usr/lib/os-release", "old"), symlink("lib", "usr/lib")], [file("lib/x", "new")]];
    expect([
      await at(layers, "/lib/x"),
      await at(layers, "/lib/os-release"),
      await at(layers, "/usr/lib/x"),
    ]).toEqual(["new", "absent", "absent"]);
  });

  it("so that the same layer can stand in an image twice", async () => {
    const twice = [directory("d"), file("d/a", "1"), file("d/b", "1")];
    const layers = [twice, [file("d/.wh.b"), file("d/a", "2")], twice];
    expect([await at(layers, "/d/a"), await at(layers, "/d/b")]).toEqual(["1", "1"]);
  });
});

describe("a name in a layer", () => {
  it.each(["etc/x", "./etc/x", "/etc/x", "etc//x", "etc/./x", "a/../etc/x"])(
    "is the same file as etc/x: %s",
    async (name) => {
      expect(await at([[file(name, "1")]], "/etc/x")).toBe("1");
    },
  );

  it.each(["../etc/x", "a/../../etc/x", "/.."])(
    "that leads out of the image is refused: %s",
    async (name) => {
      expect(await failure(file(name, "1"))).toContain("leads out of the image");
    },
  );

  it("that is the root may be a directory only", async () => {
    expect(await failure(directory("./"))).toBe("none");
    expect(await failure(symlink(".", "/etc"))).toContain("takes the place of the root directory");
  });

  it("below a file is refused", async () => {
    expect(await failure(file("a", "1"), file("a/b", "2"))).toContain(
      "lies below something that is no directory",
    );
  });

  it("that stands there twice is the later of the two", async () => {
    expect(await at([[file("a", "1"), file("a", "2")]], "/a")).toBe("2");
    expect(await at([[file("d/a", "1"), file("d", "2")]], "/d")).toBe("2");
  });

  it("below a link of the same layer is where the link leads, inside the image", async () => {
    expect(
      await at([[directory("usr/lib"), symlink("lib", "usr/lib"), file("lib/x", "1")]], "/usr/lib/x"),
    ).toBe("1");
    expect(await at([[symlink("etc", "/../../host/etc"), file("etc/x", "1")]], "/host/etc/x")).toBe("1");
  });

  it("is told apart from another by every byte", async () => {
    const layers = [
      [
        file("caf\u00c3\u00a9", "composed"),
        file("cafe\u00cc\u0081", "combining"),
        file("caf\u00e9", "latin1"),
      ],
    ];
    expect([await at(layers, "/caf\u00e9"), await at(layers, "/cafe\u0301")]).toEqual([
      "composed",
      "combining",
    ]);
  });
});

describe("a hard link", () => {
  it("has the content of its target, also when that changes later", async () => {
    const layers = [[file("a", "1"), hardlink("b", "a")], [file("a", "2")]];
    expect([await at(layers, "/a"), await at(layers, "/b")]).toEqual(["2", "1"]);
  });

  it("to a file of a lower layer has the content from there", async () => {
    const layers = [[file("a", "1")], [hardlink("b", "a"), file(".wh.a")], [file("a", "3")]];
    expect([await at(layers, "/a"), await at(layers, "/b")]).toEqual(["3", "1"]);
  });

  it("changes the owner and the mode of its file, as engines do", async () => {
    const entries = [file("a"), { ...hardlink("b", "a"), mode: 0o4755, uid: 7, gid: 8 }, symlink("s", "a")];
    const { root } = await layerTree(tar([...entries, { ...hardlink("t", "s"), mode: 0o600, uid: 9 }]));
    expect(root.children.get("a")).toMatchObject({ attributes: { mode: 0o4755, uid: 7, gid: 8 } });
    expect(root.children.get("s")).toMatchObject({ attributes: { mode: 0o777, uid: 9, gid: 0 } });
  });

  it("to a link is that link", async () => {
    expect(await at([[file("a", "1"), symlink("s", "a"), hardlink("h", "s")]], "/h")).toBe("1");
  });

  it("to nothing, or to a later entry, is there and cannot be read", async () => {
    expect(await at([[hardlink("b", "a")]], "/b")).toBe(
      'unreadable: It is a hard link to "a", which is not there.',
    );
    expect(await at([[hardlink("b", "a"), file("a", "1")]], "/b")).toContain("hard link");
    expect(await at([[hardlink("b", "a"), file("b", "1")]], "/b")).toBe("1");
  });

  it("out of the image is refused", async () => {
    expect(await failure(hardlink("b", "../../etc/shadow"))).toContain('has ".." in its target');
  });

  it.each(["s/../f", "/a/../f", ".."])(
    "to %j is refused: engines differ where links are on the way",
    async (target) => {
      await expect(
        at([[file("f"), directory("a"), symlink("s", "/a"), hardlink("b", target)]], "/b"),
      ).rejects.toMatchObject({
        code: "layer.malformed",
        message: 'In layer 0, the entry "b" is a hard link that has ".." in its target.',
      });
      expect(await at([[file("a..b/..f", "1"), hardlink("b", "a..b/..f")]], "/b")).toBe("1");
    },
  );
});

/** Each round is nearly as deep as a path may be; the link in it makes the next one start where it ended. */
function deep(rounds: number): TarMember[] {
  const down = "d/".repeat(250);
  return Array.from({ length: rounds }, (_, round) => {
    const from = round === 0 ? "" : `l${round - 1}/`;
    return [directory(`${from}${down}x`), symlink(`l${round}`, `${from}${down}x`)].flatMap((member) => [
      pax({ path: member.name, ...(member.linkName === undefined ? {} : { linkpath: member.linkName }) }),
      { ...member, name: "cut", linkName: "" },
    ]);
  }).flat();
}

it("is read as deep as a path can lead", async () => {
  const layer = [...deep(1), file("l0/a", "deep"), fifo("p")];
  expect(await at([layer, [file("d/x")], layer], "/l0/a")).toBe("deep");
});

it("is refused where links lead deeper than that, or in a circle", async () => {
  expect(await failure(...deep(18), file("l17/a", "deep"))).toContain("lies behind too many links");
  expect(await failure(symlink("a", "b"), symlink("b", "a"), file("a/x"))).toContain(
    "lies behind too many links",
  );
});
