import { describe, expect, it } from "vitest";
import { platformText } from "../../src/model/platform.ts";
import { openOnly } from "../support/archive.ts";
import { anImage, anIndex, digestOf, layoutFiles } from "../support/layout.ts";
import { findMarks, forPlatform, HERE, named, THERE } from "../support/layout-found.ts";
import { PACKINGS } from "../support/layout-packing.ts";
import { file } from "../support/tar.ts";

describe.each(PACKINGS)("an OCI layout in a $name", (packing) => {
  describe("of several platforms", () => {
    const both = anIndex([forPlatform(THERE), forPlatform(HERE)]);

    it("has this machine's found where none is asked for", async () => {
      expect((await findMarks(packing, [both])).found).toEqual([["PATH", platformText(HERE)]]);
    });

    it("has the one found that is asked for", async () => {
      expect((await findMarks(packing, [both], { platform: THERE })).found).toEqual([
        ["PATH", platformText(THERE)],
      ]);
    });

    it("has each found where all are asked for, by its platform's name", async () => {
      expect((await findMarks(packing, [both], { platform: "all" })).found).toEqual(
        [THERE, HERE].map((one) => [`PATH (${platformText(one)})`, platformText(one)]),
      );
    });

    it("says what there is where the one that is asked for is not", async () => {
      const platform = { os: "linux", architecture: "m68k" };
      await expect(findMarks(packing, [both], { platform })).rejects.toMatchObject({
        code: "image.platform",
        message: expect.stringContaining(
          `no image for linux/m68k, but for linux/sparc64, ${platformText(HERE)}.`,
        ),
      });
    });

    it("has the best found of those that the wanted one can run, wherever it stands", async () => {
      const arms = ["v5", "v7", "v6", "v8"].map((variant) =>
        forPlatform({ os: "linux", architecture: "arm", variant }),
      );
      const platform = { os: "linux", architecture: "arm", variant: "v7" };
      expect((await findMarks(packing, [anIndex(arms)], { platform })).found).toEqual([
        ["PATH", "linux/arm/v7"],
      ]);
    });

    it("is known by the configs where its index does not say the platforms", async () => {
      const unsaid = [THERE, HERE].map((one) => forPlatform(one, { descriptor: { platform: undefined } }));
      const { found } = await findMarks(packing, [anIndex(unsaid)], { platform: "all" });
      expect(found).toEqual([THERE, HERE].map((one) => [`PATH (${platformText(one)})`, platformText(one)]));
      expect((await findMarks(packing, [anIndex(unsaid.slice(1))])).found).toEqual([
        ["PATH", platformText(HERE)],
      ]);
    });

    it("may have its platforms in the layout's own index", async () => {
      expect((await findMarks(packing, [forPlatform(THERE), forPlatform(HERE)])).found).toEqual([
        ["PATH", platformText(HERE)],
      ]);
    });

    it("may hold one of those that it lists, which is taken, and told", async () => {
      const { found, said } = await findMarks(packing, [both], { without: [forPlatform(HERE)] });
      expect(found).toEqual([["PATH", platformText(THERE)]]);
      expect(said).toContain(
        `PATH lists images for linux/sparc64, ${platformText(HERE)}, and has the one for linux/sparc64`,
      );
    });

    it("must hold all that it lists where all are asked for", async () => {
      const { found } = await findMarks(packing, [both], { platform: "all", without: [forPlatform(HERE)] });
      expect(found.map(([, content]) => content)).toEqual([platformText(THERE), "layout.blob"]);
    });

    it("must hold at least one", async () => {
      const without = [forPlatform(HERE), forPlatform(THERE)];
      await expect(findMarks(packing, [both], { without })).rejects.toMatchObject({ code: "layout.blob" });
    });

    it("has two for one platform found, by their digests, where all are asked for", async () => {
      const images = ["1", "2"].map((content) => forPlatform(HERE, { layers: [[file("mark", content)]] }));
      const { found } = await findMarks(packing, [anIndex(images)], { platform: "all" });
      expect(found.map(([name]) => name)).toEqual(
        images.map(({ descriptor }) => `PATH (${platformText(HERE)}, ${descriptor.digest.slice(0, 19)})`),
      );
    });
  });

  it("has its only image taken, whatever its platform, unless another is asked for", async () => {
    for (const image of [forPlatform(THERE), anIndex([forPlatform(THERE)])]) {
      expect((await findMarks(packing, [image])).found).toEqual([["PATH", platformText(THERE)]]);
      await expect(findMarks(packing, [image], { platform: HERE })).rejects.toMatchObject({
        code: "image.platform",
      });
    }
  });

  describe("with what is no image", () => {
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const attestation = anImage({
      layers: [[]],
      descriptor: { platform: { os: "unknown", architecture: "unknown" }, annotations },
    });
    const signature = anImage({
      manifest: {
        layers: [{ mediaType: "application/vnd.in-toto+json", digest: digestOf(Buffer.alloc(0)), size: 0 }],
      },
    });

    it("passes over attestations and signatures", async () => {
      for (const platform of [undefined, "all"] as const) {
        const { found } = await findMarks(
          packing,
          [anIndex([attestation, forPlatform(HERE), signature])],
          platform === undefined ? {} : { platform },
        );
        expect(found).toEqual([["PATH", platformText(HERE)]]);
      }
    });

    it("does not pass over an attestation that a machine would run", async () => {
      const forged = forPlatform(HERE, { descriptor: { annotations } });
      expect((await findMarks(packing, [anIndex([forged, forPlatform(THERE)])])).found).toEqual([
        ["PATH", platformText(HERE)],
      ]);
    });

    it("does not pass over an image that says of itself that it is for no platform", async () => {
      const unsaid = forPlatform(HERE, {
        descriptor: { platform: { os: "unknown", architecture: "unknown" } },
      });
      expect((await findMarks(packing, [anIndex([unsaid])])).found).toEqual([["PATH", platformText(HERE)]]);
    });

    it("tells of artifacts beside images, by their own names", async () => {
      const { found, said } = await findMarks(packing, [
        signature,
        anImage({ layers: [[file("mark", "x")]] }),
      ]);
      expect(found).toEqual([[expect.stringMatching(/^T:PATH@sha256:/), "x"]]);
      expect(said.join()).toContain("Passed over, since it is no image");
    });

    it("is refused where nothing else is in it", async () => {
      await expect(findMarks(packing, [signature])).rejects.toMatchObject({ code: "manifest.artifact" });
      await expect(findMarks(packing, [anIndex([attestation])])).rejects.toMatchObject({
        code: "image.platform",
        message: expect.stringContaining("attestations only"),
      });
    });
  });

  describe("of several images", () => {
    const images = [named("1", "one"), named("2", "two"), named("registry.example/app:3", "three")];

    it("has all found, each by a name that chooses it", async () => {
      const { found } = await findMarks(packing, images);
      expect(found).toEqual([
        ["T:PATH:1", "one"],
        ["T:PATH:2", "two"],
        ["T:PATH:registry.example/app:3", "three"],
      ]);
      for (const [name, content] of found)
        expect((await findMarks(packing, images, { choice: name.slice("T:PATH".length) })).found).toEqual([
          [name.slice("T:".length), content],
        ]);
    });

    it("has one found by its digest, and by its position", async () => {
      const digest = images[1]?.descriptor.digest;
      for (const choice of [`@${digest}`, `:@${digest}`, ":@1"])
        expect((await findMarks(packing, images, { choice })).found).toEqual([[`PATH${choice}`, "two"]]);
    });

    it("lists them where the one that is asked for is not among them", async () => {
      await expect(findMarks(packing, images, { choice: ":4" })).rejects.toMatchObject({
        code: "archive.image",
        message: expect.stringContaining("no image 4, but these: 1; 2; registry.example/app:3."),
      });
    });

    it("has one found once that is listed by several names", async () => {
      const twice = ["docker.io/library/app:1", "docker.io/library/app:2"].map((name) =>
        anImage({
          descriptor: {
            annotations: {
              "io.containerd.image.name": name,
              "org.opencontainers.image.ref.name": name.slice(-1),
            },
          },
        }),
      );
      await using packed = await packing.pack(layoutFiles(twice));
      const { identity } = await openOnly(packing.source, packed.path);
      expect(identity.repoTags).toEqual(["docker.io/library/app:1", "docker.io/library/app:2"]);
      expect((await openOnly(packing.source, `${packed.path}:app:2`)).identity.digest).toBe(identity.digest);
    });

    it("has both found where two have one name", async () => {
      const { found } = await findMarks(packing, [named("1", "one"), named("1", "two")]);
      expect(found).toEqual(
        [named("1", "one"), named("1", "two")].map(({ descriptor }, index) => [
          `T:PATH@${descriptor.digest}`,
          ["one", "two"][index],
        ]),
      );
    });

    it("has both found where two have one name and one platform", async () => {
      const twins = ["one", "two"].map((mark) => forPlatform(HERE, { layers: [[file("mark", mark)]] }));
      expect((await findMarks(packing, twins)).found.map(([, mark]) => mark)).toEqual(["one", "two"]);
    });

    it("has the others found where one is broken", async () => {
      const { found } = await findMarks(packing, [
        ...images,
        anImage({ layers: [[file("x")]], descriptor: { size: 1 } }),
      ]);
      expect(found.map(([, content]) => content)).toEqual(["one", "two", "three", "blob.size"]);
    });
  });
});
