import { describe, expect, it } from "vitest";

import schema from "../../src/inventory/schema.json" with { type: "json" };
import type { Inventory } from "../../src/model/inventory.ts";
import type { PackageType } from "../../src/model/package-types.ts";

/**
 * A type written as a value: `{ name: "string", "epoch?": "number" }`. A literal of this type names every field of
 * T, optional ones with a question mark, and every member of its unions of words; the compiler refuses one more or less.
 */
// In brackets: one word at a time, each would be enough.
type Shape<T> = [T] extends [string]
  ? string extends T
    ? "string"
    : Record<T, true>
  : T extends number
    ? "number"
    : T extends boolean
      ? "boolean"
      : T extends readonly (infer Item)[]
        ? readonly [Shape<Item>]
        : string extends keyof T
          ? { readonly "*": Shape<T[keyof T]> }
          : {
              readonly [
                K in keyof T & string as Partial<Pick<T, K>> extends Pick<T, K> ? `${K}?` : K
              ]-?: Shape<Exclude<T[K], undefined>>;
            };

const PACKAGE_TYPE: Shape<PackageType> = {
  deb: true,
  apk: true,
  rpm: true,
  opkg: true,
  alpm: true,
  ebuild: true,
  nix: true,
  snap: true,
  flatpak: true,
  brew: true,
  macports: true,
  spack: true,
  cos: true,
  bottlerocket: true,
  qpkg: true,
  yocto: true,
  pypi: true,
  conda: true,
  npm: true,
  gem: true,
  maven: true,
  golang: true,
  cargo: true,
  composer: true,
  nuget: true,
  cran: true,
  otp: true,
  hex: true,
  luarocks: true,
  cpan: true,
  pub: true,
  swift: true,
  cocoapods: true,
  conan: true,
  hackage: true,
  julia: true,
  opam: true,
  bitnami: true,
  "wordpress-plugin": true,
  github: true,
  bitbucket: true,
  docker: true,
  oci: true,
  huggingface: true,
  mlflow: true,
  swid: true,
  generic: true,
};

const PROOF = {
  "kind?": { key: true, keyless: true },
  verified: "boolean",
  digest: "string",
  "key?": "string",
  "issuer?": "string",
  "identity?": "string",
  transparency: "boolean",
  "integratedTime?": "string",
  "problem?": "string",
} as const;

const shape: Shape<Inventory> = {
  schema: { "lumogate/inventory/v1": true },
  image: {
    reference: "string",
    "id?": "string",
    "digest?": "string",
    "indexDigest?": "string",
    repoTags: ["string"],
    repoDigests: ["string"],
    "platform?": { os: "string", architecture: "string", "variant?": "string" },
    "created?": "string",
    "size?": "number",
    "layers?": [{ diffId: "string", "digest?": "string", "size?": "number" }],
    "base?": {
      "reference?": "string",
      "digest?": "string",
      by: { user: true, annotation: true },
      "layers?": "number",
      "total?": "number",
    },
    "annotations?": { "*": "string" },
    "signatures?": [PROOF],
    "attestations?": [
      {
        ...PROOF,
        "predicateType?": "string",
        "builder?": "string",
        "source?": { uri: "string", "digest?": { "*": "string" } },
      },
    ],
  },
  config: {
    "user?": "string",
    "userId?": "number",
    env: ["string"],
    "entrypoint?": ["string"],
    "cmd?": ["string"],
    "workingDir?": "string",
    exposedPorts: ["string"],
    volumes: ["string"],
    labels: { "*": "string" },
    "healthcheck?": {
      test: ["string"],
      "interval?": "number",
      "timeout?": "number",
      "startPeriod?": "number",
      "retries?": "number",
    },
    "stopSignal?": "string",
    onBuild: ["string"],
    "shell?": ["string"],
    secrets: [
      {
        in: {
          env: true,
          label: true,
          history: true,
          entrypoint: true,
          cmd: true,
          healthcheck: true,
          onbuild: true,
        },
        kind: "string",
        "name?": "string",
        "layer?": "number",
      },
    ],
  },
  layers: [
    {
      index: "number",
      "diffId?": "string",
      "createdBy?": "string",
      "created?": "string",
      empty: "boolean",
      "changes?": {
        added: "number",
        changed: "number",
        removed: "number",
        bytes: "number",
        hiddenBytes: "number",
      },
    },
  ],
  "os?": {
    id: "string",
    "name?": "string",
    "versionId?": "string",
    idLike: ["string"],
    "prettyName?": "string",
    "codename?": "string",
    "variantId?": "string",
    "endOfLife?": "string",
    source: "string",
  },
  packages: [
    {
      type: PACKAGE_TYPE,
      name: "string",
      version: "string",
      "epoch?": "number",
      "arch?": "string",
      purl: "string",
      "status?": "string",
      "source?": { name: "string", "version?": "string" },
      "licenses?": ["string"],
      "maintainer?": "string",
      "vendor?": "string",
      "modularity?": "string",
      "signedBy?": ["string"],
      "size?": "number",
      "evidence?": { binary: true, sbom: true },
      "ownedBy?": "string",
      locations: [{ path: "string", "layer?": "number" }],
      "introducedIn?": { layer: "number", "createdBy?": "string" },
      "fromBase?": "boolean",
    },
  ],
  scope: { os: true, all: true },
  "files?": [
    {
      path: "string",
      kind: {
        setuid: true,
        setgid: true,
        capabilities: true,
        "world-writable": true,
        credential: true,
        "package-cache": true,
        "unowned-executable": true,
        "ca-certificate": true,
        preload: true,
      },
      mode: "string",
      uid: "number",
      gid: "number",
      size: "number",
      "detail?": "string",
      "ownedBy?": "string",
    },
  ],
  databases: [{ type: PACKAGE_TYPE, path: "string", packages: "number" }],
  gaps: [
    {
      code: "string",
      by: "string",
      "path?": "string",
      reason: "string",
      affects: [{ image: true, config: true, layers: true, os: true, packages: true, files: true }],
    },
  ],
};

interface Schema {
  readonly type: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** The same notation, from the schema. */
function shapeOf(node: Schema): unknown {
  const words = node.const === undefined ? node.enum : [node.const];
  if (words !== undefined) return Object.fromEntries(words.map((word) => [word, true]));
  if (node.items !== undefined) return [shapeOf(node.items)];
  if (typeof node.additionalProperties === "object") return { "*": shapeOf(node.additionalProperties) };
  if (node.properties === undefined) return node.type === "integer" ? "number" : node.type;
  const required = new Set(node.required);
  return Object.fromEntries(
    Object.entries(node.properties).map(([name, child]) => [
      required.has(name) ? name : `${name}?`,
      shapeOf(child),
    ]),
  );
}

/** Every node of the schema, with the path to it. */
function* nodes(node: Schema, path: string): Generator<[string, Schema]> {
  yield [path, node];
  if (node.items !== undefined) yield* nodes(node.items, `${path}[]`);
  if (typeof node.additionalProperties === "object") yield* nodes(node.additionalProperties, `${path}{}`);
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* nodes(child, `${path}.${name}`);
}

describe("the inventory's schema", () => {
  it("says the same as the Inventory type: names, types, words, what is optional", () => {
    expect(shapeOf(schema)).toEqual(shape);
  });

  // OPA reads ["string","null"] as string and oneOf as any; to it, an object with `properties` is closed.
  it("uses only what ajv and OPA's type checker read alike", () => {
    const known = new Set(
      "$schema title description type const enum items minimum properties required additionalProperties".split(
        " ",
      ),
    );
    for (const [path, node] of nodes(schema, "input")) {
      expect([path, Object.keys(node).filter((keyword) => !known.has(keyword))]).toEqual([path, []]);
      expect([path, typeof node.type]).toEqual([path, "string"]);
      if (node.type !== "object") continue;
      const open = typeof node.additionalProperties === "object";
      expect([path, node.properties === undefined]).toEqual([path, open]);
      if (!open) expect([path, node.additionalProperties]).toEqual([path, false]);
    }
  });

  it("describes every property", () => {
    for (const [path, node] of nodes(schema, "input")) {
      if (path.endsWith("[]") || path.endsWith("{}")) continue;
      expect([path, node.description?.endsWith(".")]).toEqual([path, true]);
    }
  });
});
