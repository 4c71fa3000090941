import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import type { OpenImage } from "../../src/model/image.ts";
import { dir } from "../../src/sources/dir.ts";
import { temporaryFolder, unpack } from "../support/folder.ts";
import { DEBIAN_OS_RELEASE, debStanza } from "../support/image.ts";
import { sourceContext } from "../support/source-context.ts";
import { directory, file, symlink, type TarMember } from "../support/tar.ts";

const DEBIAN = [
  file("usr/lib/os-release", DEBIAN_OS_RELEASE),
  symlink("etc/os-release", "../usr/lib/os-release"),
  file("var/lib/dpkg/status", debStanza("bash")),
];

async function openFolder(folder: string): Promise<OpenImage> {
  const [found] = await dir.find(folder, sourceContext());
  if (found === undefined) throw new Error("nothing was found");
  return found.open();
}

function folderOf(...members: TarMember[]): string {
  const folder = temporaryFolder();
  unpack(folder, members);
  return folder;
}

describe("a folder", () => {
  test("is judged by what is in it, and named as the user named it", async () => {
    const folder = folderOf(...DEBIAN);
    const image = await openFolder(folder);
    const inventory = await takeInventory(image, "all");
    await image.close();
    expect(inventory.image).toEqual({ reference: folder, repoTags: [], repoDigests: [] });
    expect(inventory.os).toMatchObject({ id: "debian", source: "/usr/lib/os-release" });
    expect(inventory.packages).toMatchObject([{ type: "deb", name: "bash" }]);
    expect(inventory.layers).toEqual([]);
    expect(image.history).toBeUndefined();
  });

  test("is no image: what only an image has is a gap, one for each kind of rule", async () => {
    const image = await openFolder(folderOf(...DEBIAN));
    await image.close();
    expect(image.gaps.map(({ code, affects }) => [code, affects])).toEqual([
      ["image.none", ["image"]],
      ["config.none", ["config"]],
      ["layers.none", ["layers"]],
      ["files.capabilities", ["files"]],
    ]);
  });

  test("may be the machine's own root", async () => {
    const image = await openFolder("/");
    expect(await image.files.stat("/tmp/../usr")).toBe("directory");
    expect(await image.files.readDirectory("/proc/self/fdinfo/nowhere")).toEqual({ kind: "absent" });
    await image.close();
  });

  test("may be named by a link, which is the user's and not the folder's", async () => {
    const folder = folderOf(directory("real/etc"), file("real/etc/x", "1"), symlink("named", "real"));
    const image = await openFolder(path.join(folder, "named"));
    expect(await image.files.readFile("/etc/x")).toMatchObject({ kind: "file", path: "/etc/x" });
    await image.close();
  });

  test.each<[string, (folder: string) => string]>([
    ["is not there", (folder) => path.join(folder, "nowhere")],
    [
      "is a file",
      (folder) => {
        writeFileSync(path.join(folder, "file"), "");
        return path.join(folder, "file");
      },
    ],
  ])("that %s is an error, at once", async (_what, place) => {
    const wrong = place(temporaryFolder());
    const refusal = expect(dir.find(wrong, sourceContext())).rejects;
    await refusal.toMatchObject({
      code: "dir.unreadable",
      message: expect.stringContaining(wrong) as string,
    });
  });

  test("is of no platform that could be asked for", async () => {
    const folder = folderOf(...DEBIAN);
    const platform = { os: "linux", architecture: "arm64" };
    await expect(dir.find(folder, sourceContext({ platform }))).rejects.toMatchObject({
      code: "image.platform",
    });
    expect(await dir.find(folder, sourceContext({ platform: "all" }))).toHaveLength(1);
  });

  test("is read no further when the run is cancelled", async () => {
    const cancel = new AbortController();
    const [found] = await dir.find(folderOf(...DEBIAN), sourceContext({ signal: cancel.signal }));
    const image = await found?.open();
    cancel.abort(new Error("cancelled"));
    await expect(image?.files.readFile("/etc/os-release")).rejects.toThrow("cancelled");
    await image?.close();
  });
});

describe("without a transport, a folder", () => {
  test.each<[string, TarMember[]]>([
    ["says what system it is", [file("etc/os-release", "ID=debian")]],
    [
      "says so by a link that leads to it from its own root",
      [file("opt/x", "ID=x"), symlink("etc/os-release", "/opt/x")],
    ],
    ["has a package database", [file("lib/apk/db/installed", "")]],
  ])("that %s is a root file system", async (_what, members) => {
    expect(await dir.recognises(folderOf(...members))).toBe(true);
  });

  test.each<[string, TarMember[]]>([
    ["is empty", []],
    ["is a build context", [file("Dockerfile", "FROM debian"), directory("etc"), directory("usr/bin")]],
    ["holds a root file system and how to build it", [file("Dockerfile", "FROM scratch"), ...DEBIAN]],
    ["is an OCI layout", [file("oci-layout", "{}"), file("index.json", "{}"), directory("blobs/sha256")]],
    ["has no more than the names", [directory("etc"), directory("usr"), directory("bin"), directory("var")]],
    ["leads to another's os-release", [symlink("etc", "/etc")]],
  ])("that %s is none", async (_what, members) => {
    expect(await dir.recognises(folderOf(...members))).toBe(false);
  });

  test("that is a file, or nothing, is none", async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "d"));
    writeFileSync(path.join(folder, "f"), "");
    expect(await dir.recognises(path.join(folder, "f"))).toBe(false);
    expect(await dir.recognises(path.join(folder, "nowhere"))).toBe(false);
  });
});
