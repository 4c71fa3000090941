import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/connect.ts";
import { inspectImage, type InspectedImage } from "../../src/engine/image.ts";
import { platformsOf } from "../../src/engine/platforms.ts";
import {
  anInspection,
  fakeEngine,
  IMAGE_ID,
  json,
  refuse,
  type Route,
  type Routes,
} from "../support/fake-engine.ts";

const CONTAINERD = { DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] };
const GRAPH = { DriverStatus: [["Backing Filesystem", "extfs"]] };

function manifest(platform: object, part: object = {}): object {
  return { Kind: "image", Available: true, ImageData: { Platform: platform }, ...part };
}

const AMD64 = { os: "linux", architecture: "amd64" };
const ARM64 = { os: "linux", architecture: "arm64", variant: "v8" };
const ATTESTATION = manifest({ os: "unknown", architecture: "unknown" }, { Kind: "attestation" });

/** Answers as Docker 28 does: by the platform that is asked for, with all manifests where they are. */
function inspections(manifests: unknown): Route {
  return (answer, asked, query) => {
    const { architecture = "amd64", variant = "" } = JSON.parse(query.get("platform") ?? "{}") as Record<
      string,
      string
    >;
    const listed = query.get("manifests") === "true" ? { Manifests: manifests } : {};
    json({ ...anInspection, Architecture: architecture, Variant: variant, ...listed })(answer, asked, query);
  };
}

async function found(routes: Routes, apiVersion = "1.49"): Promise<InspectedImage[]> {
  const [engine, image] = await inspected(routes, apiVersion);
  return platformsOf(engine, image);
}

async function inspected(routes: Routes, apiVersion: string): Promise<[Engine, InspectedImage]> {
  const fake = await fakeEngine({
    "GET /_ping": (answer) => answer.writeHead(200, { "api-version": apiVersion }).end("OK"),
    "GET /info": json(CONTAINERD),
    ...routes,
  });
  const engine = await fake.connect();
  const image = await inspectImage(engine, "app");
  if (image === undefined) throw new Error("There is no image.");
  return [engine, image];
}

function withManifests(manifests: unknown): Routes {
  return {
    "GET /images/app/json": json(anInspection),
    [`GET /images/${IMAGE_ID}/json`]: inspections(manifests),
  };
}

describe("all platforms of an engine's image", () => {
  it("are found by its ID, each described for itself, attestations left out", async () => {
    const images = await found(withManifests([manifest(AMD64), ATTESTATION, manifest(ARM64)]));
    expect(images.map(({ identity }) => [identity.reference, identity.platform])).toEqual([
      ["app", AMD64],
      ["app", ARM64],
    ]);
  });

  it.each([
    ["a graph driver has", { "GET /info": json(GRAPH) }],
    ["a store that tells of one manifest has", withManifests([manifest(AMD64), ATTESTATION])],
    ["a store that tells of no manifest has", withManifests(null)],
  ])("are the one that %s", async (_what, routes) => {
    expect((await found(routes)).map(({ identity }) => identity.platform)).toEqual([AMD64]);
  });

  it("cannot be told by an older engine, which says where they can be", async () => {
    await expect(found({}, "1.45")).rejects.toMatchObject({
      code: "image.platform",
      hint: expect.stringContaining("registry:") as string,
    });
  });

  it.each([
    ["whose manifest is there", manifest(ARM64, { Available: false })],
    ["of which only the index tells", { Kind: "unknown", Available: false, Descriptor: { platform: ARM64 } }],
  ])("are an error where one %s was not pulled, never the others alone", async (_what, missing) => {
    await expect(found(withManifests([manifest(AMD64), missing]))).rejects.toMatchObject({
      code: "image.platform",
      message: expect.stringContaining("lacks linux/arm64/v8") as string,
    });
  });

  it.each([
    ["manifests are no list", withManifests({}), "engine.answer"],
    ["a manifest has no platform", withManifests([{ Kind: "image", Available: true }]), "engine.answer"],
    [
      "the image is gone",
      { ...withManifests([]), [`GET /images/${IMAGE_ID}/json`]: refuse(404, "No such image") },
      "image.gone",
    ],
  ])("are an error where %s", async (_what, routes, code) => {
    await expect(found(routes)).rejects.toMatchObject({ code });
  });
});
