import { execFileSync } from "node:child_process";
import { appendFile, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { oci } from "../../src/sources/oci.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import { failure, openOnly } from "../support/archive.ts";
import { anImage, blobPath, layoutFiles, layoutFolder } from "../support/layout.ts";
import { file, hardlink, symlink as link, tar } from "../support/tar.ts";

const IMAGE = anImage({ layers: [[file("etc/a", "1")], [file("etc/b", "2")]] });
const [MANIFEST = "", CONFIG = "", LAYER = ""] = IMAGE.blobs.map((blob) => blobPath(blob));

describe("an OCI layout's folder is refused", () => {
  it.each(["index.json", "oci-layout", MANIFEST, CONFIG, LAYER, "blobs", "blobs/sha256"])(
    "whose %s is a link",
    async (name) => {
      expect(await failureAfter((folder) => putLink(folder, name))).toBe("layout.link");
    },
  );

  it.each(["index.json", CONFIG, LAYER])("whose %s is a pipe, without waiting for ever", async (name) => {
    const code = await failureAfter(async (folder) => {
      await rm(path.join(folder, name));
      execFileSync("mkfifo", [path.join(folder, name)]);
    });
    expect(code).toBe("layout.link");
  });

  it("whose layer is a folder", async () => {
    const code = await failureAfter(async (folder) => {
      await rm(path.join(folder, LAYER));
      await mkdir(path.join(folder, LAYER));
    });
    expect(code).toBe("layout.link");
  });

  it("that is not there, or is a file", async () => {
    await using folder = await layoutFolder(layoutFiles([IMAGE]));
    expect((await failure(oci, `${folder.path}/none`)).code).toBe("layout.unreadable");
    expect((await failure(oci, `${folder.path}/index.json`)).code).toBe("layout.unreadable");
    expect(await oci.recognises(`${folder.path}/index.json`)).toBe(false);
  });

  it("whose layer changes, or goes, after it was verified", async () => {
    await using folder = await layoutFolder(layoutFiles([IMAGE]));
    const image = await openOnly(oci, folder.path);
    await appendFile(path.join(folder.path, LAYER), "x");
    await expect(image.files.readFile("/etc/a")).rejects.toMatchObject({ code: "blob.changed" });
    await rm(path.join(folder.path, LAYER));
    await expect(image.files.readFile("/etc/a")).rejects.toMatchObject({ code: "blob.unreadable" });
    await image.close();
  });
});

it("an OCI layout's layer that is another file later, of the same size and time, is refused", async () => {
  await using folder = await layoutFolder(layoutFiles([IMAGE]));
  const layer = path.join(folder.path, LAYER);
  await writeFile(`${layer}.other`, (await readFile(layer)).fill(1, 512, 513));
  for (const name of [layer, `${layer}.other`]) await utimes(name, 1_700_000_000, 1_700_000_000);
  const image = await openOnly(oci, folder.path);
  await rename(`${layer}.other`, layer);
  await expect(image.files.readFile("/etc/a")).rejects.toMatchObject({ code: "blob.changed" });
});

describe("an OCI layout's archive", () => {
  it.each([
    ["a link", link],
    ["a hard link", hardlink],
  ])("may have a blob as %s to another name in it, and to nothing else", async (_what, linked) => {
    const members = (target: string) => [
      ...[...layoutFiles([IMAGE])].map(([name, content]) =>
        name === LAYER ? file("elsewhere/layer", content) : file(name, content),
      ),
      linked(LAYER, target),
    ];
    await using folder = await layoutFolder(new Map());
    const place = path.join(folder.path, "layout.tar");
    const within = linked === link ? "../../elsewhere/layer" : "elsewhere/layer";
    await writeFile(place, tar(members(within)));
    expect((await failure(ociArchive, place)).code).toBe("none");
    for (const target of ["../../../etc/passwd", "/etc/passwd", LAYER]) {
      await writeFile(place, tar(members(target)));
      expect((await failure(ociArchive, place)).code).toBe("layout.blob");
    }
  });
});

/** Does something to the folder of a sound layout; then asks for its image. */
async function failureAfter(change: (folder: string) => Promise<void>): Promise<string> {
  const files = [...layoutFiles([IMAGE])].map(([name, content]) => [`layout/${name}`, content] as const);
  await using folder = await layoutFolder(new Map(files));
  const layout = path.join(folder.path, "layout");
  await change(layout);
  return (await failure(oci, layout)).code;
}

/** Puts a link in the place of a file, to the very bytes that belong there. */
async function putLink(folder: string, name: string): Promise<void> {
  const place = path.join(folder, name);
  await rename(place, `${folder}.moved`);
  await symlink(`${folder}.moved`, place);
}
