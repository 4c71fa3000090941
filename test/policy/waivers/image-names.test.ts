import { describe, expect, test } from "vitest";
import { imageNames } from "../../../src/policy/waivers/image-names.ts";

const BARE = { repoDigests: [] };

describe("an image is called", () => {
  test.each([
    ["docker:debian:12", ["debian:12", "docker.io/library/debian:12"]],
    ["registry:ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"]],
    ["ghcr.io/acme/app", ["ghcr.io/acme/app:latest"]],
    ["image.tar", ["image.tar"]],
    ["docker-archive:image.tar:app:1", ["docker-archive:image.tar:app:1"]],
    ["build of .", ["build of ."]],
  ])("%s as well as %j", (target, names) => {
    expect(imageNames(target, BARE)).toEqual(expect.arrayContaining([target, ...names]));
  });

  test("by its digests", () => {
    const identity = {
      id: "sha256:1",
      digest: "sha256:2",
      indexDigest: "sha256:3",
      repoDigests: ["app@sha256:4"],
    };
    expect(imageNames("app", identity)).toEqual(
      expect.arrayContaining(["sha256:1", "sha256:2", "sha256:3", "app@sha256:4", "sha256:4"]),
    );
  });

  test("by nothing that an archive says of itself", () => {
    const said = { reference: "acme/waived:1", repoTags: ["acme/waived:1"], ...BARE };
    expect(imageNames("image.tar", said).join(" ")).not.toContain("waived");
  });
});
