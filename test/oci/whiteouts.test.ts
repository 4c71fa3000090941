import { describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { imageOf, layerTree } from "../support/image.ts";
import { directory, file, symlink, tar, type TarMember } from "../support/tar.ts";

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

describe("a whiteout", () => {
  it("removes a file or a whole directory of the layers below", async () => {
    expect(await at([[file("d/a", "1")], [file("d/.wh.a")]], "/d/a")).toBe("absent");
    expect(await at([[file("d/a", "1")], [file(".wh.d")]], "/d/a")).toBe("absent");
  });

  it("removes nothing of its own layer that stands after it", async () => {
    expect(await at([[file("d/a", "1")], [file("d/.wh.a"), file("d/a", "2")]], "/d/a")).toBe("2");
  });

  it.each<[string, TarMember[]]>([
    ["a file", [file("d/a"), file("d/.wh.a")]],
    ["a link", [directory("e"), symlink("d/a", "/e"), file("d/.wh.a"), file("d/a/x")]],
    ["a directory that has no entry", [file("d/a/x"), file("d/.wh.a")]],
    ["a file, behind a link", [file("d/a"), symlink("l", "d"), file("l/.wh.a")]],
  ])("of what its own layer has before it is refused: %s", async (_what, own) => {
    for (const layers of [[own], [[file("d/a")], own]])
      await expect(at(layers, "/d/a")).rejects.toMatchObject({
        code: "layer.malformed",
        message: expect.stringContaining("removes what the same layer has before it") as string,
      });
  });

  it.each<[string, TarMember[]]>([
    ["removes what it has itself", [file("d/.wh.a"), file("d/a")]],
    ["marks a directory as opaque behind what lies in it", [file("d/sub/a"), file("d/.wh..wh..opq")]],
  ])("is refused where the lowest layer %s", async (clause, own) => {
    await expect(at([own], "/d/a")).rejects.toMatchObject({
      code: "layer.malformed",
      message: `Engines differ in what layer 0 has, as the lowest of its image: it ${clause}.`,
    });
    expect(await at([[file("x")], own], "/x")).toBe("");
  });

  it("of nothing, or of everything before there is something, may stand in the lowest layer", async () => {
    const lowest = [file("d/.wh.b"), file("d/a", "1"), file("e/.wh..wh..opq"), file("e/a", "2")];
    expect([await at([lowest], "/d/a"), await at([lowest], "/e/a")]).toEqual(["1", "2"]);
  });

  it.each(["before", "after"])(
    "of everything hides the directory below, not what stands %s it in its layer",
    async (where) => {
      const own = [file("d/new", "2"), file("d/.wh..wh..opq")];
      const layers = [
        [file("d/old", "1"), file("d/sub/old", "1")],
        where === "before" ? own : own.toReversed(),
      ];
      expect(await Promise.all(["/d/old", "/d/sub/old", "/d/new"].map((path) => at(layers, path)))).toEqual([
        "absent",
        "absent",
        "2",
      ]);
    },
  );

  it("is no file itself", async () => {
    const layers = [[file("d/.wh.a"), file("d/.wh..wh..opq"), directory(".wh.e")]];
    const paths = ["/d/.wh.a", "/d/.wh..wh..opq", "/.wh.e"];
    expect(await Promise.all(paths.map((path) => at(layers, path)))).toEqual(paths.map(() => "absent"));
  });

  it("hides nothing of its own name: aufs left such directories behind, and engines show them", async () => {
    expect(await at([[file(".wh..wh.plnk/1.2", "x")]], "/.wh..wh.plnk/1.2")).toBe("x");
  });

  it("of a directory that its layer has again is refused: engines differ about what lay in it", async () => {
    const again = [file(".wh.d"), directory("d"), file("d/new")];
    await expect(at([[file("d/old")], again], "/d/old")).rejects.toThrow(
      'Engines differ in what layer 1 leaves of those below: it removes the directory "d" and has it again.',
    );
    expect(await at([[file("d")], again], "/d/new")).toBe("");
    expect(await at([[directory("d")], again], "/d/new")).toBe("");
  });

  it("of everything at the root is refused where there is something: an overlay does not heed it", async () => {
    await expect(at([[file("a")], [file(".wh..wh..opq")]], "/a")).rejects.toThrow("at the root");
    expect(await at([[file(".wh..wh..opq"), file("a", "1")]], "/a")).toBe("1");
  });

  it("is also what an overlay takes for one, and that is refused", async () => {
    expect(await failure({ name: "d/a", type: "3" })).toContain("is a device 0/0");
    expect(await failure({ name: "d/a", type: "4" })).toBe("none");
  });

  it("is not what only looks like one", async () => {
    const layers = [
      [file("d/awh", "1"), file("d/wheel.whl", "1")],
      [file("d/x.wh.awh"), file("d/wh.awh")],
    ];
    expect([await at(layers, "/d/awh"), await at(layers, "/d/wheel.whl")]).toEqual(["1", "1"]);
  });

  it("counts like an entry, since it takes as much room", async () => {
    expect((await layerTree(tar([file("d/.wh.a"), file("d/.wh.b"), file("d/c")]))).size).toBe(4);
  });

  it("without a name is refused", async () => {
    expect(await failure(file("d/.wh."))).toBe(
      'In layer 0, the entry "d/.wh." removes nothing that has a name.',
    );
    expect(await failure(file("d/.wh..."))).toContain("removes nothing that has a name");
  });
});
