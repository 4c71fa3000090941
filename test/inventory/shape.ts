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

/** The Inventory type as a value. */
export const INVENTORY_SHAPE: Shape<Inventory> = {
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
