import { describe, expect, test } from "vitest";
import { readSbom } from "../../src/sbom/read/read.ts";
import type { Sbom } from "../../src/sbom/sbom.ts";
import { readObject } from "../support/sboms.ts";

function cyclonedx(components: readonly object[], more: object = {}): Sbom {
  return readObject({ bomFormat: "CycloneDX", specVersion: "1.6", components, ...more });
}

function names({ packages }: Sbom): string[] {
  return packages.map(({ name }) => name);
}

function nested(depth: number, inner: string): string {
  return `{"type":"library","name":"x","components":[`.repeat(depth) + inner + "]}".repeat(depth);
}

function packageAt(path: string): object {
  return {
    type: "library",
    name: "x",
    purl: "pkg:npm/x@1",
    properties: [{ name: "syft:location:0:path", value: path }],
  };
}

function withEpoch(value: string): object {
  return {
    type: "library",
    name: "x",
    properties: [{ name: "lumogate:epoch", value }],
  };
}

describe("CycloneDX", () => {
  test("has packages within packages, in the order of the document, however deep", () => {
    const deep = nested(50_000, `{"type":"library","name":"deepest"}`);
    const document = `{"bomFormat":"CycloneDX","components":[${deep},{"type":"library","name":"last"}]}`;
    // The same package 50,000 times is one.
    expect(names(readSbom(Buffer.from(document)))).toEqual(["deepest", "last", "x"]);
  });

  test("lists things that are no packages: files, systems, and what Trivy puts packages into", () => {
    const sbom = cyclonedx([
      { type: "file", name: "/etc/passwd" },
      { type: "operating-system", name: "debian", version: "12.5" },
      {
        type: "application",
        name: "app/package-lock.json",
        components: [{ type: "library", name: "x", purl: "pkg:npm/x@1" }],
      },
      { type: "application", name: "nginx", version: "1.27", purl: "pkg:generic/nginx@1.27" },
    ]);
    expect(names(sbom)).toEqual(["nginx", "x"]);
    expect(sbom.os).toEqual({ id: "debian", versionId: "12.5", idLike: [], source: "its SBOM" });
    expect(sbom.problems).toEqual([]);
  });

  test("is of an image by what Trivy and Syft say of it", () => {
    const digest = `sha256:${"9f".repeat(32)}`;
    const properties = [
      { name: "aquasecurity:trivy:ImageID", value: `sha256:${"1a".repeat(32)}` },
      { name: "aquasecurity:trivy:RepoTag", value: "debian:12" },
    ];
    const component = {
      type: "container",
      name: "debian:12",
      purl: `pkg:oci/debian@${encodeURIComponent(digest)}`,
      properties,
    };
    expect(cyclonedx([], { metadata: { component } })).toMatchObject({
      image: { reference: "debian:12", digest, id: `sha256:${"1a".repeat(32)}`, repoTags: ["debian:12"] },
      isOfSystem: true,
    });
    const bySyft = { type: "container", name: "debian:12", version: digest };
    expect(cyclonedx([], { metadata: { component: bySyft } }).image).toMatchObject({ digest });
  });

  test("puts together one package that is listed for each of its places", () => {
    expect(cyclonedx([packageAt("/a"), packageAt("/b"), packageAt("/a")]).packages).toEqual([
      {
        type: "npm",
        name: "x",
        version: "1",
        purl: "pkg:npm/x@1",
        locations: [{ path: "/a" }, { path: "/b" }],
      },
    ]);
  });

  test.each([
    ["complete", []],
    ["unknown", []],
    ["incomplete", ["incomplete"]],
    ["incomplete_first_party_only", ["incomplete"]],
  ])("says of itself that it is %s", (aggregate, expected) => {
    const { problems } = cyclonedx([], { compositions: [{ aggregate, assemblies: [] }] });
    expect(problems.map(({ code }) => code)).toEqual(expected);
  });

  test("cannot be made to say of a package what no inventory can hold", () => {
    for (const value of ["-1", "{}", "1e999", '"1"', "nope"]) {
      expect(() => cyclonedx([withEpoch(value)])).toThrow("damaged");
    }
    expect(cyclonedx([withEpoch("3")]).packages[0]?.epoch).toBe(3);
  });
});
