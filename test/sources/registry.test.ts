import { describe, expect, it } from "vitest";
import { findInRegistry } from "../../src/sources/registry.ts";
import type { FoundImage, SourceContext } from "../../src/sources/source.ts";
import {
  blob,
  descriptor,
  fakeImage,
  fakeRegistry,
  type FakeRegistry,
  give,
  INDEX,
  inTurn,
  status,
  testTiming,
} from "../support/fake-registry.ts";
import { sourceContext } from "../support/source-context.ts";

const NOBODY = { HOME: "/nonexistent" };

function contextFor(
  { host }: FakeRegistry,
  part: Partial<SourceContext> = {},
): ReturnType<typeof sourceContext> {
  return sourceContext({ registry: { plainHttp: [host] }, env: NOBODY, ...part });
}

async function find(
  registry: FakeRegistry,
  name = "app:1",
  part: Partial<SourceContext> = {},
): Promise<FoundImage[]> {
  return findInRegistry(`${registry.host}/${name}`, contextFor(registry, part), testTiming());
}

describe("an image in a registry", () => {
  it("is read as it lies there, and known by its digest", async () => {
    const registry = await fakeRegistry();
    const { manifest, config, layer } = registry.image;
    const [found] = await find(registry);
    const image = await found?.open();
    expect(image?.identity).toMatchObject({
      reference: `${registry.host}/app:1`,
      id: config.digest,
      digest: manifest.digest,
      repoTags: [`${registry.host}/app:1`],
      repoDigests: [`${registry.host}/app@${manifest.digest}`],
      layers: [{ diffId: layer.digest, digest: layer.digest, size: layer.bytes.length }],
    });
    const file = await image?.files.readFile("/etc/os-release");
    expect(file?.kind === "file" && Buffer.from(file.bytes).toString()).toContain("ID=debian");
    expect(registry.calls()).toEqual([
      "GET /v2/app/manifests/1",
      `GET /v2/app/blobs/${config.digest}`,
      `GET /v2/app/blobs/${layer.digest}`,
    ]);
  });

  it("is the one that the tag meant when it was found, wherever the tag moves then", async () => {
    const other = fakeImage({ annotations: { moved: "yes" } });
    const index = (image: typeof other): ReturnType<typeof blob> =>
      blob(INDEX, {
        schemaVersion: 2,
        mediaType: INDEX,
        manifests: [{ ...descriptor(image.manifest), platform: { os: "linux", architecture: "amd64" } }],
      });
    const image = fakeImage();
    const registry = await fakeRegistry({
      image,
      routes: { "GET /v2/app/manifests/1": inTurn(give(index(image)), give(index(other))) },
    });
    const [found] = await find(registry, "app:1", { platform: { os: "linux", architecture: "amd64" } });
    const opened = await found?.open();
    expect(opened?.identity).toMatchObject({
      digest: image.manifest.digest,
      indexDigest: index(image).digest,
      repoDigests: [`${registry.host}/app@${index(image).digest}`],
    });
  });

  it("has also the layers that may be kept elsewhere, where the registry has them", async () => {
    const { layer } = fakeImage();
    const mediaType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    const image = fakeImage({
      layers: [{ ...descriptor(layer), mediaType, urls: ["https://elsewhere.example/"] }],
    });
    const registry = await fakeRegistry({
      image,
      routes: { [`HEAD /v2/app/blobs/${layer.digest}`]: status(200) },
    });
    const [found] = await find(registry);
    expect((await found?.open())?.identity.layers).toHaveLength(1);
  });

  it("is each of those that an index lists, where all platforms are asked for", async () => {
    const [amd64, arm64] = [fakeImage(), fakeImage({ annotations: { for: "arm64" } })];
    const listed = (image: typeof amd64, architecture: string): object => ({
      ...descriptor(image.manifest),
      platform: { os: "linux", architecture },
    });
    const manifests = [listed(amd64, "amd64"), listed(arm64, "arm64")];
    const registry = await fakeRegistry({
      image: amd64,
      routes: {
        "GET /v2/app/manifests/1": give(blob(INDEX, { schemaVersion: 2, mediaType: INDEX, manifests })),
        [`GET /v2/app/manifests/${arm64.manifest.digest}`]: give(arm64.manifest),
      },
    });
    const found = await find(registry, "app:1", { platform: "all" });
    expect(found.map(({ name }) => name)).toEqual([
      `${registry.host}/app:1 (linux/amd64)`,
      `${registry.host}/app:1 (linux/arm64)`,
    ]);
    const opened = await Promise.all(found.map((one) => one.open()));
    expect(opened.map(({ identity }) => identity.digest)).toEqual([
      amd64.manifest.digest,
      arm64.manifest.digest,
    ]);
  });

  it("named by a digest has that digest, and no tag", async () => {
    const image = fakeImage();
    const registry = await fakeRegistry({ image });
    const [found] = await find(registry, `app:ignored@${image.manifest.digest}`);
    expect((await found?.open())?.identity).toMatchObject({ digest: image.manifest.digest, repoTags: [] });
  });

  it("named by a digest is not any other image that the registry gives out", async () => {
    const [image, other] = [fakeImage(), fakeImage({ annotations: {} })];
    const path = `GET /v2/app/manifests/${image.manifest.digest}`;
    const registry = await fakeRegistry({ image, routes: { [path]: give(other.manifest) } });
    await expect(find(registry, `app@${image.manifest.digest}`)).rejects.toMatchObject({
      code: "registry.digest",
    });
  });

  it.each(["0".repeat(64), `app@sha512:${"0".repeat(128)}`])("is not looked for by %s", async (name) => {
    await expect(findInRegistry(name, sourceContext())).rejects.toMatchObject({ code: "image.reference" });
  });
});
