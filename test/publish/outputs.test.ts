import { describe, expect, test } from "vitest";
import { outputs } from "../../src/publish/outputs.ts";
import { anImage, anInventory, aReport } from "../support/report.ts";

const withDigest = (digest: string) => anImage({ inventory: anInventory({}, { digest }) });

describe("the output image-digest", () => {
  const digest = `sha256:${"0a".repeat(32)}`;

  test("is the digest of the one image that was judged", () => {
    expect(outputs(aReport("pass", [withDigest(digest)]), {})["image-digest"]).toBe(digest);
  });

  test.each([`${digest}"; curl x | sh; "`, "sha256:$(id)", `${digest}\n`])(
    "is empty where a registry or an engine gave %j for one, since it may land in a shell script",
    (odd) => {
      expect(outputs(aReport("pass", [withDigest(odd)]), {})["image-digest"]).toBe("");
    },
  );

  test("is empty for several images, since it would stand for one of them only", () => {
    const report = aReport("pass", [withDigest(digest), withDigest(digest)]);
    expect(outputs(report, {})["image-digest"]).toBe("");
  });
});

test("files that were not written are empty outputs", () => {
  expect(outputs(aReport("error", []), {})).toMatchObject({ report: "", inventory: "", "image-digest": "" });
});
