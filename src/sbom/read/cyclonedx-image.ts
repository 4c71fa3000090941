import type { JsonRecord } from "../../json.ts";
import type { ImageIdentity } from "../../model/inventory.ts";
import type { Property } from "../properties.ts";
import { parsePurl } from "../purl.ts";
import { known, textOf } from "../values.ts";

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Which image a document is of: Syft puts the manifest's digest into the version, Trivy into the package URL. */
export function cyclonedxImage(root: JsonRecord, properties: readonly Property[]): Partial<ImageIdentity> {
  const all = (name: string): string[] =>
    properties.filter(([key]) => key === name).map(([, value]) => value);
  const version = parsePurl(textOf(root, "purl") ?? "")?.version;
  const digest = [textOf(root, "version"), version].find((one) => one !== undefined && DIGEST.test(one));
  const [id] = all("aquasecurity:trivy:ImageID");
  return {
    ...known({
      reference: textOf(root, "name"),
      digest,
      id: id !== undefined && DIGEST.test(id) ? id : undefined,
    }),
    repoTags: all("aquasecurity:trivy:RepoTag"),
    repoDigests: all("aquasecurity:trivy:RepoDigest"),
  };
}
