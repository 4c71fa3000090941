import type { JsonRecord } from "../../json.ts";
import type { ImageIdentity, OperatingSystem, Package } from "../../model/inventory.ts";
import { identify } from "../identity.ts";
import type { Sbom } from "../sbom.ts";
import { known, recordOf, recordsOf, textOf, textsOf } from "../values.ts";
import { SBOM_SOURCE } from "./distro.ts";
import { untyped } from "./untyped.ts";

/** Reads Syft's own JSON: of version 3 of its schema (2021) and later. */
export function readSyft(document: JsonRecord): Sbom {
  const artifacts = recordsOf(document, "artifacts").filter((one) => textOf(one, "name") !== undefined);
  const source = recordOf(document, "source");
  // Until version 9 of the schema the image's facts stood in "target".
  const facts = { ...recordOf(source, "target"), ...recordOf(source, "metadata") };
  const os = systemOf(recordOf(document, "distro"));
  const config = textOf(facts, "config");
  return {
    format: `Syft JSON ${textOf(recordOf(document, "schema"), "version") ?? ""}`.trim(),
    image: imageOf(source, facts),
    packages: artifacts.map(packageOf),
    ...known({ os, imageFile: config === undefined ? undefined : Buffer.from(config, "base64") }),
    isOfSystem: os !== undefined || source["type"] === "image",
    problems: untyped(
      artifacts.filter((one) => textOf(one, "purl") === undefined).map((one) => textOf(one, "name") ?? ""),
    ),
  };
}

function packageOf(artifact: JsonRecord): Package {
  const metadata = recordOf(artifact, "metadata");
  const licenses = licensesOf(artifact);
  const identity = identify(textOf(artifact, "purl"), {
    name: textOf(artifact, "name") ?? "",
    version: textOf(artifact, "version") ?? "",
  });
  const signers = recordsOf(metadata, "signatures").flatMap((one) => textOf(one, "issuer") ?? []);
  return {
    ...identity,
    ...known({
      licenses: licenses.length === 0 ? undefined : licenses,
      maintainer: textOf(metadata, "maintainer"),
      vendor: textOf(metadata, "vendor"),
      modularity: textOf(metadata, "modularityLabel"),
      signedBy: signers.length === 0 ? undefined : signers.map((id) => id.toLowerCase()),
      evidence: artifact["type"] === "binary" ? ("binary" as const) : undefined,
    }),
    locations: [...new Set(recordsOf(artifact, "locations").flatMap((one) => textOf(one, "path") ?? []))].map(
      (path) => ({ path }),
    ),
  };
}

/** Objects since version 8 of the schema, texts before. */
function licensesOf(artifact: JsonRecord): string[] {
  const objects = recordsOf(artifact, "licenses");
  const declared = objects.filter((one) => one["type"] !== "concluded");
  const values = (declared.length > 0 ? declared : objects).flatMap(
    (one) => textOf(one, "value") ?? textOf(one, "spdxExpression") ?? [],
  );
  return [...new Set([...textsOf(artifact, "licenses"), ...values])];
}

function systemOf(distro: JsonRecord): OperatingSystem | undefined {
  const id = textOf(distro, "id") ?? textOf(distro, "name")?.toLowerCase();
  if (id === undefined) return undefined;
  return {
    id,
    ...known({
      name: textOf(distro, "name"),
      versionId: textOf(distro, "versionID") ?? textOf(distro, "version"),
      prettyName: textOf(distro, "prettyName"),
      codename: textOf(distro, "versionCodename"),
      variantId: textOf(distro, "variantID"),
    }),
    idLike: textsOf(distro, "idLike"),
    source: SBOM_SOURCE,
  };
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

function imageOf(source: JsonRecord, facts: JsonRecord): Partial<ImageIdentity> {
  if (source["type"] !== "image") return {};
  const digestOf = (key: string): string | undefined => {
    const text = textOf(facts, key);
    return text !== undefined && DIGEST.test(text) ? text : undefined;
  };
  return {
    ...known({
      reference: textOf(facts, "userInput") ?? textOf(source, "name"),
      id: digestOf("imageID"),
      digest: digestOf("manifestDigest"),
    }),
    repoTags: textsOf(facts, "tags").toSorted(),
    repoDigests: textsOf(facts, "repoDigests").toSorted(),
  };
}
