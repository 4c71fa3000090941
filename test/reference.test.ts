import { describe, expect, it } from "vitest";
import { parseReference, referenceText } from "../src/reference.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;

describe("a reference", () => {
  // As distribution/reference normalizes them.
  it.each([
    ["debian", "docker.io/library/debian:latest"],
    ["debian:12", "docker.io/library/debian:12"],
    ["acme/app", "docker.io/acme/app:latest"],
    ["acme/team/app:x", "docker.io/acme/team/app:x"],
    ["docker.io/debian", "docker.io/library/debian:latest"],
    ["index.docker.io/acme/app", "docker.io/acme/app:latest"],
    ["localhost/app", "localhost/app:latest"],
    ["localhost:5000/app:1.0", "localhost:5000/app:1.0"],
    ["app:5000/x", "app:5000/x:latest"],
    ["ghcr.io/acme/app@" + DIGEST, "ghcr.io/acme/app@" + DIGEST],
    ["ghcr.io/acme/app:1@" + DIGEST, "ghcr.io/acme/app:1@" + DIGEST],
    ["[2001:db8::1]:5000/app", "[2001:db8::1]:5000/app:latest"],
    ["Registry/app", "Registry/app:latest"],
    ["a__b/c-d--e.f_g", "docker.io/a__b/c-d--e.f_g:latest"],
    ["abcdef123456", "docker.io/library/abcdef123456:latest"],
  ])("%s means %s", (text, full) => {
    const reference = parseReference(text);
    expect(reference.kind === "name" && referenceText(reference)).toBe(full);
  });

  it("that is an image's ID is no name", () => {
    expect(parseReference("0".repeat(64))).toEqual({ kind: "id", id: DIGEST });
    expect(parseReference(DIGEST)).toEqual({ kind: "id", id: DIGEST });
  });

  it.each([
    ["", "no name"],
    [":12", "no name"],
    ["Debian", "lower case"],
    ["acme/App:1", "lower case"],
    ["-rf", "not a part"],
    ["--privileged", "not a part"],
    ["a//b", "empty"],
    ["a/b/", "empty"],
    ["app:", "not a tag"],
    ["app:-x", "not a tag"],
    ["app@sha256:12", "not a digest"],
    ["app@", "not a digest"],
    ["app\n", "not a part"],
    ["app:1\n", "not a tag"],
    ["../../etc", "host"],
    ["acme/../etc", "not a part"],
    ["app?x=y", "not a part"],
    ["app%2f", "not a part"],
    ["a___b", "not a part"],
    ["reg_istry.io/app", "host"],
  ])("%j is refused: %s", (text, reason) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({
        code: "image.reference",
        message: expect.stringContaining(reason) as string,
      }),
    );
  });

  it.each([
    ["a tag", `app:${"x".repeat(129)}`, "not a tag"],
    ["a name", `a/${"b".repeat(254)}`, "255"],
    ["everything", "x".repeat(5000), "too long"],
  ])("in which %s is too long is refused", (_what, text, reason) => {
    expect(() => parseReference(text)).toThrow(reason);
  });
});
