import { isRecord, type JsonRecord } from "../../json.ts";
import { mergePackages } from "../merge.ts";
import type { Sbom } from "../sbom.ts";
import { recordsOf } from "../values.ts";
import { readCyclonedx } from "./cyclonedx.ts";
import { systemOfPackages } from "./distro.ts";
import { decodeDocument, parseDocument } from "./json-document.ts";
import { readSpdx3 } from "./spdx3.ts";
import { parseTagValue } from "./spdx-tag-value.ts";
import { readSpdx } from "./spdx.ts";
import { NOT_READ, sniff } from "./sniff.ts";
import { readSyft } from "./syft.ts";

/**
 * Reads an SBOM of any format that we know.
 *
 * @throws Error with a clause as its message: `it is not JSON: …`
 */
export function readSbom(bytes: Uint8Array): Sbom {
  const sbom = read(decodeDocument(bytes));
  // What an inventory lists apart is apart.
  if (sbom.own !== undefined) return sbom;
  const packages = mergePackages(sbom.packages);
  if (sbom.os !== undefined) return { ...sbom, packages };
  const os = systemOfPackages(packages);
  return os === undefined ? { ...sbom, packages } : { ...sbom, packages, os, isOfSystem: true };
}

function read(text: string): Sbom {
  const format = sniff(text);
  if (format === "tag-value") return readSpdx(parseTagValue(text));
  if (format !== undefined && format !== "json") throw new Error(NOT_READ[format]);
  // Whatever it looked like at its ends: what it is, its keys tell.
  const document = parseDocument(text);
  if (!isRecord(document)) throw new Error("it is not an object");
  return readJson(document);
}

function readJson(document: JsonRecord): Sbom {
  if (document["bomFormat"] === "CycloneDX") return readCyclonedx(document);
  if (typeof document["spdxVersion"] === "string") return readSpdx(document);
  if (Array.isArray(document["@graph"]) && recordsOf(document, "@graph").some(isSpdx3))
    return readSpdx3(document);
  if (Array.isArray(document["artifacts"]) && isRecord(document["schema"])) return readSyft(document);
  throw new Error("it is JSON, but neither CycloneDX nor SPDX nor Syft's");
}

function isSpdx3(element: JsonRecord): boolean {
  return element["type"] === "SpdxDocument" || element["type"] === "CreationInfo";
}
