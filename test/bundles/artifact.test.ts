import { expect, test } from "vitest";
import { layersOf } from "../../src/bundles/artifact.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const REGO = "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego";

test.each([
  ["what is no JSON", "<html>", "lists no layers"],
  ["a list", "[]", "lists no layers"],
  ["brackets without an end", "[".repeat(1_000_000), "lists no layers"],
  ["an index", JSON.stringify({ manifests: [] }), "lists no layers"],
  ["an image", manifest({ mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" }), "a layer of the type"],
  ["a file without a name", manifest({ mediaType: REGO }), "has no title"],
  ["nothing", JSON.stringify({ layers: [] }), "0 bundles and 0 files"],
])("a manifest that is %s is no policy", (_, text, clause) => {
  expect(() => layersOf(Buffer.from(text), "oci://example.com/policy")).toThrow(
    expect.objectContaining({ code: "policy.bundle", message: expect.stringContaining(clause) }),
  );
});

function manifest(layer: object): string {
  return JSON.stringify({ layers: [{ digest: DIGEST, size: 1, ...layer }] });
}
