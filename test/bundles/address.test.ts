import { describe, expect, test } from "vitest";
import { isBundleAddress, parseBundleAddress, pinOf } from "../../src/bundles/address.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

test.each(["oci://r.example/a", "https://r.example/a", "git::https://r.example/a", "git+ssh://r/a", "s3::x"])(
  "%s is an address",
  (text) => expect(isBundleAddress(text)).toBe(true),
);

test.each(["policies", "policies/a.rego", "./oci:x", String.raw`C:\policies`, "a:b"])(
  "%s is a path",
  (text) => expect(isBundleAddress(text)).toBe(false),
);

test("an address in a registry has a tag, a digest, or both; the digest pins it", () => {
  expect(pinOf(parseBundleAddress("oci://r.example:5000/acme/policies:1"))).toBeUndefined();
  expect(pinOf(parseBundleAddress(`oci://r.example/policies@${DIGEST}`))).toBe(DIGEST);
  expect(parseBundleAddress(`oci://r.example/policies:1@${DIGEST}`)).toMatchObject({
    kind: "oci",
    reference: { domain: "r.example", path: "policies", tag: "1", digest: DIGEST },
  });
});

test("the digest behind a web address is not a part of it", () => {
  const address = parseBundleAddress(`https://r.example/p.tar.gz?x=1@${DIGEST}`);
  expect(address).toMatchObject({ kind: "https", digest: DIGEST });
  expect(address.kind === "https" && address.url.href).toBe("https://r.example/p.tar.gz?x=1");
});

describe("refused, with the reason", () => {
  test.each([
    ["git::https://r.example/p.git", "git"],
    ["git@r.example:acme/p.git", "git"],
    ["s3://bucket/p", "neither oci:// nor https://"],
    ["http://r.example/p.tar.gz", "TLS"],
    ["https://me:secret@r.example/p", "name or a password"],
    ["https://r.example/p@sha256:12", "no digest of sha256"],
    ["oci://policies", "names no registry"],
    ["oci://acme/policies", "names no registry"],
    ["oci://r.example/Acme/p", "lower case"],
    [`oci://r.example/p@sha512:${"0a".repeat(64)}`, "none of sha256"],
  ])("%s", (text, reason) => {
    expect(() => parseBundleAddress(text)).toThrow(
      expect.objectContaining({ code: "policy.address", message: expect.stringContaining(reason) as string }),
    );
  });
});
