import { describe, expect, it } from "vitest";
import { withoutSecrets } from "../../src/inventory/secrets.ts";
import { takeInventory } from "../../src/inventory/take.ts";
import type { ImageConfig } from "../../src/model/inventory.ts";
import { parseImageConfig } from "../../src/oci/documents/image-config.ts";
import { imageOf } from "../support/image.ts";

const IDENTITY = { reference: "app:1", repoTags: [], repoDigests: [] };

function described(config: object, layers: readonly string[] = []): ReturnType<typeof withoutSecrets> {
  return withoutSecrets({
    identity: IDENTITY,
    config: parseImageConfig(config),
    layers: layers.map((createdBy, index) => ({ index, createdBy, empty: true })),
  });
}

describe("secrets of an image", () => {
  it("are told wherever they are, and hidden there", () => {
    const { config, layers } = described(
      {
        Env: ["DB_PASSWORD=s3cret-1"],
        Labels: { "api-token": "s3cret-2", source: "https://u:s3cret-3@example.com/x" },
        Entrypoint: ["app", "--password", "s3cret-4"],
        Cmd: ["--api-key=s3cret-5"],
        Healthcheck: { Test: ["CMD-SHELL", "curl https://u:s3cret-6@localhost/"] },
        OnBuild: ["ENV TOKEN=s3cret-7"],
      },
      ["ADD rootfs /", "ENV DB_PASSWORD=s3cret-1", "RUN |1 TOKEN=s3cret-8 /bin/sh -c make"],
    );
    expect(JSON.stringify({ config, layers })).not.toContain("s3cret");
    expect(config.secrets).toEqual([
      { in: "env", kind: "password", name: "DB_PASSWORD" },
      { in: "history", layer: 1, kind: "password", name: "DB_PASSWORD" },
      { in: "history", layer: 2, kind: "token", name: "TOKEN" },
      { in: "label", kind: "token", name: "api-token" },
      { in: "label", kind: "url-password", name: "source" },
      { in: "onbuild", kind: "token", name: "TOKEN" },
      { in: "entrypoint", kind: "password", name: "--password" },
      { in: "cmd", kind: "api-key", name: "--api-key" },
      { in: "healthcheck", kind: "url-password" },
    ]);
    expect(config).toMatchObject({
      entrypoint: ["app", "--password", "[secret:password]"],
      cmd: ["--api-key=[secret:api-key]"],
      labels: { "api-token": "[secret:token]", source: "https://[secret:url-password]@example.com/x" },
    });
    expect(layers[2]?.createdBy).toBe("RUN |1 TOKEN=[secret:token] /bin/sh -c make");
  });

  it("leave everything else as it is", () => {
    const config = {
      Env: ["A=b"],
      Labels: { a: "b", __proto__: "c" },
      Cmd: ["sh", "-c", "x"],
      OnBuild: ["RUN y"],
    };
    expect(described(config, ["CMD x"])).toEqual({
      identity: IDENTITY,
      config: parseImageConfig(config),
      layers: [{ index: 0, createdBy: "CMD x", empty: true }],
    });
  });

  it("are not told twice when an inventory is judged later", () => {
    const once = described({ Env: ["TOKEN=abc"], Labels: { token: "abc" } }, ["ENV TOKEN=abc"]);
    expect(withoutSecrets(once)).toEqual(once);
  });

  it("are hidden in annotations, which are the packing's and so not in the list", () => {
    const annotations = { "org.opencontainers.image.source": "https://u:s3cret@example.com", title: "x" };
    const { identity, config } = withoutSecrets({
      identity: { ...IDENTITY, annotations },
      config: parseImageConfig({}),
      layers: [],
    });
    expect(identity.annotations).toEqual({
      "org.opencontainers.image.source": "https://[secret:url-password]@example.com",
      title: "x",
    });
    expect(config.secrets).toEqual([]);
  });

  it("are bounded", () => {
    const { config } = described({ Env: Array.from({ length: 3000 }, (_, index) => `T${index}_TOKEN=abc`) });
    expect(config.secrets).toHaveLength(1000);
  });

  it("are hidden in every inventory that is taken", async () => {
    const config: ImageConfig = parseImageConfig({ Env: ["TOKEN=s3cret"], Labels: { token: "s3cret" } });
    const image = await imageOf([[]], { config });
    const inventory = await takeInventory(image, "all");
    expect(JSON.stringify(inventory)).not.toContain("s3cret");
    expect(inventory.config.secrets).toHaveLength(2);
  });
});
