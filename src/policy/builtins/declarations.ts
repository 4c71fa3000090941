import type { HostBuiltin } from "../compile/contract.ts";

/** What lumogate has beside OPA's functions; `lumogate.ts` answers. */
export const DECLARATIONS: readonly HostBuiltin[] = [
  {
    name: "lumogate.version.satisfies",
    args: ["string", "string", "string"],
    result: "boolean",
    description:
      'satisfies(type, version, range): true where a version lies in a range such as ">= 1.2, < 2", by the own order of its ecosystem: a package type ("deb", "apk"), or "os/" and an os-release ID for a VERSION_ID',
  },
  {
    name: "lumogate.version.compare",
    args: ["string", "string", "string"],
    result: "number",
    description:
      "compare(type, a, b): -1, 0 or 1 as version a comes before, with or after b, by the order of that type",
  },
  {
    name: "lumogate.purl.parse",
    args: ["string"],
    result: "object",
    fields: {
      type: "string",
      namespace: "string",
      name: "string",
      version: "string",
      qualifiers: "object",
      subpath: "string",
    },
    description:
      "parse(purl): the package URL's type, namespace, name, version, qualifiers and subpath, decoded; what it has not is left out",
  },
  {
    name: "lumogate.image.parse",
    args: ["string"],
    result: "object",
    fields: { registry: "string", repository: "string", name: "string", tag: "string", digest: "string" },
    description:
      "parse(reference): the registry, repository, name (both of these), tag and digest of an image's name, completed as docker does",
  },
];
