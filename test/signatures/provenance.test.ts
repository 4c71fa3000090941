import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { provenanceOf } from "../../src/signatures/provenance.ts";

const V02 = "https://slsa.dev/provenance/v0.2";
const V1 = "https://slsa.dev/provenance/v1";
const BUILDER = "https://builder.example/1";

const version1 = (externalParameters: object, resolvedDependencies: readonly object[] = []): object => ({
  buildDefinition: { externalParameters, resolvedDependencies },
  runDetails: { builder: { id: BUILDER } },
});

describe("a provenance", () => {
  it("of version 0.2 names its builder and its source", () => {
    const configSource = { uri: "git+https://github.com/acme/app@refs/tags/v1", digest: { sha1: "ab" } };
    const predicate = {
      builder: { id: BUILDER },
      invocation: { configSource: { ...configSource, entryPoint: "build" } },
      materials: [{ uri: "git+https://github.com/others/library" }],
    };
    expect(provenanceOf(V02, predicate)).toEqual({ builder: BUILDER, source: configSource });
  });

  it.each<[string, object, object]>([
    [
      "BuildKit",
      version1({
        configSource: {
          uri: "https://github.com/acme/app.git#main",
          digest: { sha1: "ab" },
          path: "Dockerfile",
        },
      }),
      { uri: "https://github.com/acme/app.git#main", digest: { sha1: "ab" } },
    ],
    [
      "slsa-github-generator",
      version1({
        source: { uri: "git+https://github.com/acme/app@refs/heads/main", digest: { sha1: "ab" } },
      }),
      { uri: "git+https://github.com/acme/app@refs/heads/main", digest: { sha1: "ab" } },
    ],
    [
      "GitHub",
      version1({ workflow: { repository: "https://github.com/acme/app", ref: "refs/heads/main" } }, [
        { uri: "git+https://github.com/others/library@refs/heads/main", digest: { gitCommit: "no" } },
        { uri: "git+https://github.com/acme/app@refs/heads/main", digest: { gitCommit: "ab" } },
      ]),
      { uri: "git+https://github.com/acme/app@refs/heads/main", digest: { gitCommit: "ab" } },
    ],
    [
      "Google Cloud Build",
      version1({
        buildConfigSource: { repository: "git+https://github.com/acme/app", ref: "refs/heads/main" },
      }),
      { uri: "git+https://github.com/acme/app" },
    ],
  ])("of version 1 by %s names its builder and its source", (_who, predicate, source) => {
    expect(provenanceOf(V1, predicate)).toEqual({ builder: BUILDER, source });
  });

  it("does not take what a build depended on for its source", () => {
    const predicate = version1({}, [{ uri: "git+https://github.com/acme/app" }]);
    expect(provenanceOf(V1, predicate)).toEqual({ builder: BUILDER });
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    [
      "a builder that is a list, and a source that is a text",
      { ...version1({ source: "x" }), runDetails: { builder: [] } },
    ],
    ["empty texts", { ...version1({ source: { uri: "" } }), runDetails: { builder: { id: "" } } }],
    ["texts without end", version1({ source: { uri: "x".repeat(LIMITS.factChars + 1) } })],
  ])("of %s says nothing of its source", (_what, predicate) => {
    expect(provenanceOf(V1, predicate).source).toBeUndefined();
  });

  it.each<[string, object]>([
    ["is no text", { sha1: "ab", sha256: 7 }],
    ["is empty", {}],
    [
      "has more algorithms than there are",
      Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`a${n}`, "x"])),
    ],
  ])("leaves a digest out that %s", (_what, digest) => {
    const uri = "git+https://github.com/acme/app";
    expect(provenanceOf(V1, version1({ source: { uri, digest } })).source).toEqual({ uri });
  });

  it("of a kind that is not read says nothing", () => {
    expect(provenanceOf("https://slsa.dev/provenance/v0.1", { builder: { id: BUILDER } })).toEqual({});
  });
});
