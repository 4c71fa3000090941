import { isRecord } from "../../json.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";
import { NO_RECORD, readRecord, texts } from "../json-record.ts";

/**
 * What Spack installed: a package, and all that it was built of (spack, spec.py, to_node_dict). What is marked as external is not
 * Spack's but the system's.
 */
export const spack = {
  name: "spack",
  globs: ["**/.spack/spec.json"],
  parse: ({ bytes }) => parseSpec(bytes),
} satisfies RecordCataloger;

function parseSpec(bytes: Uint8Array): ParsedFile {
  const read = readRecord(bytes);
  if (read === undefined) return { packages: [], problems: [NO_RECORD] };
  const { spec } = read;
  const nodes = isRecord(spec) ? spec["nodes"] : undefined;
  if (!Array.isArray(nodes) || nodes.length === 0)
    return { packages: [], problems: [{ code: "malformed", reason: "It has no list of packages (nodes)." }] };
  const packages = nodes.flatMap((node: unknown) => packageOf(node));
  const isOdd = nodes.some((node: unknown) => !isRecord(node) || typeof node["name"] !== "string");
  return { packages, problems: isOdd ? [{ code: "malformed", reason: "A node has no name." }] : [] };
}

function packageOf(node: unknown): FoundPackage[] {
  if (!isRecord(node) || "external" in node) return [];
  const values = texts(node, ["name", "version"]);
  const name = values.get("name");
  if (name === undefined) return [];
  const arch = archOf(node["arch"]);
  return [
    { type: "spack", name, version: values.get("version") ?? "", ...(arch === undefined ? {} : { arch }) },
  ];
}

function archOf(arch: unknown): string | undefined {
  const target = isRecord(arch) ? arch["target"] : undefined;
  const name = isRecord(target) ? target["name"] : target;
  return typeof name === "string" && name !== "" ? name : undefined;
}
