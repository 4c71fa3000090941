import { describe, expect, it } from "vitest";
import { contentOf, openOnly } from "../support/archive.ts";
import { anImage, anIndex, digestOf, layoutFiles } from "../support/layout.ts";
import { forPlatform, HERE, THERE } from "../support/layout-found.ts";
import { PACKINGS } from "../support/layout-packing.ts";
import { file, tar } from "../support/tar.ts";

const LAYERS = [[file("etc/a", "lower"), file("etc/b", "b".repeat(3000))], [file("etc/a", "upper")]];

describe.each(PACKINGS)("an OCI layout in a $name", ({ source, pack }) => {
  it.each([undefined, "gzip", "zstd"] as const)("is read, with %s for its layers", async (compression) => {
    const image = anImage({ layers: LAYERS, ...(compression === undefined ? {} : { compression }) });
    await using packed = await pack(layoutFiles([image]));
    const opened = await openOnly(source, packed.path);
    expect(opened.identity).toEqual({
      reference: packed.path,
      id: image.blobs[1]?.descriptor.digest,
      digest: image.descriptor.digest,
      repoTags: [],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64" },
      created: "2026-01-02T03:04:05Z",
      size: LAYERS.reduce((sum, layer) => sum + tar(layer).length, 0),
      layers: LAYERS.map((layer, index) => {
        const { digest, size } = image.blobs[2 + index]?.descriptor ?? {};
        return { diffId: digestOf(tar(layer)), digest, size };
      }),
    });
    expect(opened.layers).toMatchObject([
      { createdBy: "RUN step 0", created: "2026-01-02T03:04:05Z" },
      { createdBy: "RUN step 1" },
    ]);
    expect([await contentOf(opened, "/etc/a"), (await contentOf(opened, "/etc/b")).length]).toEqual([
      "upper",
      3000,
    ]);
    const states = (await opened.history?.states()) ?? [];
    const contents = states.map(async ({ layer, files }) => [
      layer,
      await contentOf({ ...opened, files }, "/etc/a"),
    ]);
    expect(await Promise.all(contents)).toEqual([
      [0, "lower"],
      [1, "upper"],
    ]);
    expect(await opened.history?.changes()).toMatchObject([
      { added: 2, changed: 0 },
      { added: 0, changed: 1 },
    ]);
    await opened.close();
  });

  it("tells what its image was built from, where a manifest or an index says so", async () => {
    const annotations = {
      "org.opencontainers.image.base.name": "docker.io/library/debian:12",
      "org.opencontainers.image.base.digest": digestOf(Buffer.from("base")),
    };
    const expected = {
      reference: "docker.io/library/debian:12",
      digest: annotations["org.opencontainers.image.base.digest"],
      by: "annotation",
    };
    const index = anIndex([forPlatform(HERE)], { annotations });
    for (const image of [anImage({ manifest: { annotations } }), index]) {
      await using packed = await pack(layoutFiles([image]));
      expect((await openOnly(source, packed.path)).identity.base).toEqual(expected);
    }
  });

  it("has the annotations of its manifest, and not those of the index around it", async () => {
    const annotations = JSON.parse('{"b":"2","__proto__":"1","a":"3"}') as object;
    const index = anIndex([anImage({ manifest: { annotations } })], { annotations: { other: "x" } });
    await using packed = await pack(layoutFiles([index]));
    const { identity } = await openOnly(source, packed.path);
    expect(Object.entries(identity.annotations ?? {})).toEqual([
      ["__proto__", "1"],
      ["a", "3"],
      ["b", "2"],
    ]);
  });

  it("is refused with more annotations than anybody hands to rules", async () => {
    const annotations = { a: "x".repeat(1_100_000) };
    await using packed = await pack(layoutFiles([anImage({ manifest: { annotations } })]));
    await expect(openOnly(source, packed.path)).rejects.toMatchObject({ code: "image.limit" });
  });

  it("names the index that an image was chosen from, the outermost", async () => {
    const index = anIndex([anIndex([forPlatform(THERE), forPlatform(HERE)])]);
    await using packed = await pack(layoutFiles([index]));
    const { identity } = await openOnly(source, packed.path);
    expect(identity).toMatchObject({
      indexDigest: index.descriptor.digest,
      digest: forPlatform(HERE).descriptor.digest,
      platform: HERE,
    });
  });

  it("is recognised by its oci-layout", async () => {
    await using packed = await pack(layoutFiles([anImage()]));
    expect(await source.recognises?.(packed.path)).toBe(true);
    expect(await source.recognises?.(`${packed.path}.none`)).toBe(false);
  });
});
