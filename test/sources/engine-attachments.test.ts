import { describe, expect, it } from "vitest";
import type { Attachments } from "../../src/model/attachments.ts";
import type { ImageIdentity } from "../../src/model/inventory.ts";
import { attachmentsOfEngineImage } from "../../src/sources/engine-attachments.ts";
import { blob, descriptor, fakeImage, fakeRegistry, give, INDEX, status } from "../support/fake-registry.ts";
import { sourceContext } from "../support/source-context.ts";

const image = fakeImage();
const other = fakeImage({ annotations: { other: "image" } });
const AMD64 = { os: "linux", architecture: "amd64" };
const ARM64 = { os: "linux", architecture: "arm64" };
const index = blob(INDEX, {
  schemaVersion: 2,
  mediaType: INDEX,
  manifests: [
    { ...descriptor(other.manifest), platform: ARM64 },
    { ...descriptor(image.manifest), platform: AMD64 },
  ],
});

/** @param named by which digest the engine has the image in the registry */
async function ofEngine(named: string, identity: Partial<ImageIdentity>): Promise<Attachments> {
  const registry = await fakeRegistry({
    image,
    routes: {
      [`GET /v2/app/manifests/${index.digest}`]: give(index),
      [`GET /v2/app/manifests/${other.manifest.digest}`]: give(other.manifest),
      "GET /v2/gone/manifests/*": status(404),
    },
  });
  const whole = {
    reference: `${registry.host}/app:1`,
    repoTags: [],
    repoDigests: [`${registry.host}/gone@${named}`, `${registry.host}/app@${named}`],
    platform: AMD64,
    ...identity,
  };
  return attachmentsOfEngineImage(whole, sourceContext({ registry: { plainHttp: [registry.host] } }));
}

describe("an engine's image", () => {
  it("is the one in the registry that has its config", async () => {
    const id = image.config.digest;
    expect((await ofEngine(image.manifest.digest, { id })).subjects).toEqual([image.manifest.digest]);
  });

  it("is the manifest itself, where containerd keeps it", async () => {
    const id = image.manifest.digest;
    expect((await ofEngine(id, { id })).subjects).toEqual([id]);
  });

  it("is the one for its platform, where containerd keeps the index", async () => {
    const id = index.digest;
    expect((await ofEngine(id, { id })).subjects).toEqual([image.manifest.digest, id]);
    expect((await ofEngine(id, { id, platform: ARM64 })).subjects).toEqual([other.manifest.digest, id]);
  });

  it("is none where the registry has another one under that digest", async () => {
    const id = `sha256:${"ab".repeat(32)}`;
    await expect(ofEngine(image.manifest.digest, { id })).rejects.toMatchObject({
      code: "signatures.other-image",
    });
    await expect(ofEngine(index.digest, { id })).rejects.toMatchObject({ code: "signatures.other-image" });
  });

  it("has no signatures anywhere, where it was built here", async () => {
    await expect(
      ofEngine(image.manifest.digest, { id: image.config.digest, repoDigests: [] }),
    ).rejects.toMatchObject({ code: "signatures.not-pushed" });
  });

  it("cannot be told where its registry does not have it", async () => {
    const missing = `sha256:${"cd".repeat(32)}`;
    await expect(ofEngine(missing, { id: image.config.digest })).rejects.toMatchObject({
      code: "registry.not-found",
    });
  });
});
