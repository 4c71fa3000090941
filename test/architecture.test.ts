import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/**
 * Which part of src may import which, as src/README.md draws it: arrows point one way, from the entries over the
 * gate and the verbs to the nouns. A part is a folder of src, or a file beside them. An arrow that is missing here is
 * a decision to take, not a line to add.
 */
const GROUND = ["model", "limits", "nearest", "text", "json", "grouped", "bounded-read"];
const ALLOWED: Record<string, readonly string[]> = {
  model: [],
  limits: ["file-limits"],
  "file-limits": [],
  nearest: [],
  grouped: [],
  "bounded-read": [],
  text: [],
  json: ["limits"],
  version: [],
  assets: [],
  cancel: [],
  "disk-cache": ["limits"],
  schemas: ["config", "inventory", "model", "policy", "validate"],
  validate: ["schemas"],
  versions: GROUND,
  encode: GROUND,
  secrets: GROUND,
  oci: [...GROUND, "disk-cache", "secrets", "version"],
  reference: GROUND,
  credentials: GROUND,
  engine: [...GROUND, "oci", "version", "reference", "credentials"],
  registry: [...GROUND, "oci", "version", "reference", "credentials"],
  bundles: [...GROUND, "disk-cache", "oci", "reference", "registry"],
  sbom: [...GROUND, "reference", "version"],
  sources: [...GROUND, "engine", "oci", "reference", "registry", "sbom", "validate"],
  zip: GROUND,
  catalogers: [...GROUND, "sbom", "zip"],
  inventory: [...GROUND, "catalogers", "secrets", "validate"],
  dates: [],
  policy: [
    ...GROUND,
    "bundles",
    "dates",
    "reference",
    "versions",
    "validate",
    "assets",
    "version",
    "inventory",
    "disk-cache",
  ],
  config: [...GROUND, "bundles", "policy", "validate"],
  signatures: [...GROUND, "oci"],
  inspect: [...GROUND, "sources", "engine", "inventory", "signatures"],
  report: [...GROUND, "policy", "version"],
  "prepare-rules": [...GROUND, "bundles", "config", "inspect", "policy", "signatures"],
  judge: [...GROUND, "config", "inspect", "policy", "prepare-rules", "report", "sources"],
  "judge-documents": [...GROUND, "config", "policy", "report", "validate"],
  gate: [...GROUND, "inspect", "judge", "policy", "prepare-rules", "report"],
  reporters: [...GROUND, "encode", "sbom"],
  publish: [...GROUND, "encode", "reporters"],
  options: [],
  "option-values": [...GROUND, "options"],
  help: ["options", "sources"],
  outputs: [...GROUND, "publish", "reporters"],
  commands: [
    ...GROUND,
    "bundles",
    "config",
    "encode",
    "gate",
    "inspect",
    "judge-documents",
    "inventory",
    "option-values",
    "outputs",
    "policy",
    "publish",
    "reporters",
    "request",
    "report",
  ],
  request: [...GROUND, "dates", "bundles", "gate", "inspect", "option-values", "sources"],
};
/** The programs: they may import what they like, and nothing imports them. */
const ENTRIES = new Set(["cli", "action"]);

/** Libraries that live in one part only. */
const OWNERS: Record<string, readonly string[]> = {
  dockerode: ["engine"],
  undici: ["registry"],
  yaml: ["config", "policy"],
  "@actions/core": ["publish", "action"],
  "@actions/github": ["publish", "action"],
  "@open-policy-agent/opa-wasm": ["policy"],
  ajv: ["validate", "policy"],
  "@cyclonedx/cyclonedx-library": ["sbom"],
  "spdx-expression-parse": ["sbom"],
  "@sigstore/bundle": ["signatures"],
  "@sigstore/protobuf-specs": ["signatures"],
  "@sigstore/verify": ["signatures"],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly specifier: string;
}

const SRC = path.resolve("src");
const IMPORTS = sourceFiles(SRC).flatMap((file) => importsOf(file));

describe("in src", () => {
  test("arrows point one way", () => {
    const wrong = IMPORTS.filter(({ specifier }) => specifier.startsWith("."))
      .map(({ file, from, specifier }) => ({
        file,
        from,
        to: partOf(path.resolve(SRC, path.dirname(file), specifier)),
      }))
      .filter(({ from, to }) => from !== to && to !== undefined)
      .filter(({ from, to }) => !ENTRIES.has(from) && !(ALLOWED[from] ?? []).includes(to ?? ""))
      .map(({ file, from, to }) => `${file}: ${from} -> ${to}`);
    expect(wrong).toEqual([]);
  });

  test("a library with an owner is imported by nobody else", () => {
    const wrong = IMPORTS.filter(({ from, specifier }) => {
      const library = Object.keys(OWNERS).find(
        (name) => specifier === name || specifier.startsWith(`${name}/`),
      );
      return library !== undefined && OWNERS[library]?.includes(from) === false;
    });
    expect(wrong).toEqual([]);
  });

  test("the part that draws the arrows knows every part there is", () => {
    const parts = new Set(sourceFiles(SRC).map((file) => partOf(path.join(SRC, file))));
    const known = new Set([...Object.keys(ALLOWED), ...ENTRIES]);
    expect([...parts].filter((part) => part !== undefined && !known.has(part))).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(SRC, file), "utf8");
  const from = partOf(path.join(SRC, file)) ?? file;
  // Static imports and re-exports, and import(): comments with either do not occur.
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\(\s*|^import\s+)"([^"]+)"/gm);
  return [...found].map(([, specifier]) => ({ file, from, specifier: specifier ?? "" }));
}

/** `policy` of src/policy/index.ts, `gate` of src/gate.ts; undefined outside src. */
function partOf(absolute: string): string | undefined {
  const relative = path.relative(SRC, absolute);
  return relative.startsWith("..") ? undefined : relative.split(path.sep)[0]?.replace(/\.ts$/, "");
}
