/** The formats that are read, and those that are known and are not. */
export type SbomFormat = "json" | "tag-value" | keyof typeof NOT_READ;

/** Why a format is not read: a clause. */
export const NOT_READ = {
  "cyclonedx-xml": "it is CycloneDX in XML, and only its JSON is read",
  "spdx-rdf": "it is SPDX in RDF, and only its JSON and its tag-value form are read",
  "spdx-yaml": "it is SPDX in YAML, and only its JSON and its tag-value form are read",
} as const;

/**
 * What a document is: enough to tell an SBOM from any other text, and not whether it is a good one.
 *
 * @param text all of it, or its two ends
 * @returns undefined for what is no SBOM that is known
 */
export function sniff(text: string): SbomFormat | undefined {
  const start = text.slice(0, SNIFFED_CHARS).trimStart();
  if (start.startsWith("{")) {
    const ends = `${start}\n${text.slice(-SNIFFED_CHARS)}`;
    return MARKS.some((mark) => mark.test(ends)) ? "json" : undefined;
  }
  if (start.startsWith("<")) {
    if (/xmlns(?::\w+)?="http:\/\/cyclonedx\.org\/schema\/bom/.test(start)) return "cyclonedx-xml";
    return start.includes("http://spdx.org/rdf/terms") ? "spdx-rdf" : undefined;
  }
  if (/^SPDXVersion:/m.test(start)) return "tag-value";
  return /^spdxVersion:/m.test(start) ? "spdx-yaml" : undefined;
}

const SNIFFED_CHARS = 4096;

/** Of each format a word that stands near one of its documents' ends, whatever tool wrote it. */
const MARKS = [
  /"bomFormat"\s*:\s*"CycloneDX"/,
  /"spdxVersion"\s*:\s*"SPDX-2/,
  /"SPDXID"\s*:\s*"SPDXRef-/,
  /"https:\/\/spdx\.org\/rdf\/3/,
  /anchore\/syft/,
];
