import { expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { parseReferrers } from "../../../src/oci/documents/referrers.ts";

const REFERRER = {
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  digest: `sha256:${"a".repeat(64)}`,
  size: LIMITS.manifestBytes,
};
const LARGEST = Math.floor(LIMITS.manifestsBytes / LIMITS.manifestBytes);

it("reads what refers to an image as long as all of it can be held in memory", () => {
  expect(parse(Array.from({ length: LARGEST }, () => REFERRER))).toHaveLength(LARGEST);
});

it.each([
  ["too many", Array.from({ length: LIMITS.attachments + 1 }, () => ({ ...REFERRER, size: 1 }))],
  ["too large together", Array.from({ length: LARGEST + 1 }, () => REFERRER)],
])("refuses referrers that are %s before any is fetched", (_, manifests) => {
  expect(() => parse(manifests)).toThrow(expect.objectContaining({ code: "image.limit" }));
});

it.each(["<html>", "[]", '{"manifests": {}}', "[".repeat(100_000)])("refuses %.20s", (text) => {
  expect(() => parseReferrers(Buffer.from(text), "The list")).toThrow(
    expect.objectContaining({ code: "manifest.malformed" }),
  );
});

function parse(manifests: readonly object[]): readonly object[] {
  return parseReferrers(Buffer.from(JSON.stringify({ manifests })), "The list");
}
