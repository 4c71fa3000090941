import { platformText } from "../model/platform.ts";
import { clip } from "../encode/clip.ts";
import { LIMITS } from "../limits.ts";
import type { BaseImage, Inventory, Package } from "../model/inventory.ts";
import {
  type Finding,
  type FindingLocation,
  type FindingWaiver,
  type JudgedGap,
  type JudgedImage,
  type Report,
  type ReportedError,
  SEVERITIES,
  type SourceLocation,
} from "../model/report.ts";
import { isWaived } from "../model/verdict.ts";
import { grouped } from "../grouped.ts";
import { plural } from "./words.ts";

/** One fact with its label; the label is ours, the value is hostile. Every view shows the same ones. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What identifies the image, and what was read of it. */
export function imageFacts({ image, os, packages, databases, scope }: Inventory): Fact[] {
  const digest = image.digest ?? image.repoDigests[0];
  return facts({
    digest,
    "image id": image.id,
    platform: image.platform === undefined ? undefined : platformText(image.platform),
    base: image.base === undefined ? undefined : baseWords(image.base),
    system: os === undefined ? "unknown: no file in the image says" : `${systemName(os)}, says ${os.source}`,
    support: os?.endOfLife === undefined ? undefined : `the system has free support until ${os.endOfLife}`,
    // What an SBOM lists comes out of no database.
    read: databases.length + packages.length === 0 ? "no package database could be read" : undefined,
  }).concat(
    databases.map((database) => ({ label: "read", value: databaseWords(database) })),
    facts({ scope: scope === "os" ? "os: no other file was looked at" : undefined }),
  );
}

/** The same for an image that was judged, as far as it could be read; its target stands in the heading. */
export function judgedFacts({ target, inventory }: JudgedImage): Fact[] {
  if (inventory === undefined) return [];
  const { reference } = inventory.image;
  return facts({ reference: reference === target ? undefined : reference }).concat(
    imageFacts(inventory),
    facts({ found: foundWords(inventory) }),
  );
}

/** "2 deb, 31 npm": what was judged, where the rows about databases do not say it all. */
function foundWords({ packages, databases }: Inventory): string | undefined {
  const inDatabases = new Set(databases.map(({ type }) => type));
  if (packages.every(({ type }) => inDatabases.has(type))) return undefined;
  const types = grouped(packages, ({ type }) => type);
  return Array.from(types, ([type, all]) => `${all.length} ${type}`).join(", ");
}

/** Facts out of an object; those that are not known are left out. */
export function facts(values: Readonly<Record<string, string | undefined>>): Fact[] {
  return Object.entries(values).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function systemName({ prettyName, name, id, versionId }: NonNullable<Inventory["os"]>): string {
  return prettyName ?? [name ?? id, versionId].filter((part) => part !== undefined).join(" ");
}

/** "deb: 91 packages from /var/lib/dpkg/status" */
function databaseWords({ type, packages, path }: Inventory["databases"][number]): string {
  return `${type}: ${plural(packages, "package")} from ${path}`;
}

/** With its epoch in front, as dpkg and rpm write it. */
export function fullVersion({ epoch, version }: Package): string {
  return epoch === undefined ? version : `${epoch}:${version}`;
}

function placeWords({ file, line, column }: SourceLocation): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

export function gapFacts({ path, reason, affects, accepted }: JudgedGap): Fact[] {
  return facts({ where: path, why: reason, affects: affects.join(", ") || undefined, accepted });
}

export function errorFacts({ message, hint, location }: ReportedError): Fact[] {
  return facts({
    why: message,
    fix: hint,
    in: location === undefined ? undefined : placeWords(location),
  });
}

export function findingFacts(finding: Finding): Fact[] {
  const { subject, message, fix, docs, location } = finding;
  const about = { what: subject, why: message, "brought by": stepWords(location) };
  // Whoever waived it knows what to do.
  if (isWaived(finding)) return facts({ ...about, ...waiverFacts(finding) });
  return facts({ ...about, ...waiverFacts(finding), when: effectiveWords(finding), fix, docs });
}

function waiverFacts({ waiver }: Finding): Record<"waived" | "by" | "waiver", string | undefined> {
  const holds = waiver?.status === "holds";
  return {
    waived: holds ? `until ${waiver.until}: ${waiver.reason}` : undefined,
    by: holds ? waiver.owner : undefined,
    waiver: endedWords(waiver),
  };
}

/** "the waiver ended on 2027-01-31; its owner is ops (lumogate.yaml:7:5)"; nothing where there was none, or it holds. */
export function endedWords(waiver: FindingWaiver | undefined): string | undefined {
  return waiver?.status === "ended"
    ? `the waiver ended on ${waiver.until}; its owner is ${waiver.owner} (${placeWords(waiver.location)})`
    : undefined;
}

/** "will fail from 2027-01-31"; nothing where it fails already, or never will. */
export function effectiveWords({ effectiveOn }: Finding): string | undefined {
  return effectiveOn === undefined ? undefined : `will fail from ${effectiveOn}`;
}

/** "step 3: RUN apt-get install -y telnet", in one line; nothing where nobody knows the step. */
export function stepWords(location: FindingLocation | undefined): string | undefined {
  if (location?.layer === undefined) return undefined;
  const { layer, createdBy } = location;
  if (createdBy === undefined) return `step ${layer}`;
  return `step ${layer}: ${clip(createdBy.replaceAll(/\s+/g, " "), LIMITS.instructionChars)}`;
}

/** "debian:12, the lowest 3 layers" */
function baseWords({ reference, digest, by, layers, total = layers }: BaseImage): string {
  const name = reference ?? digest ?? "unknown";
  if (by === "annotation") return `${name}, says an annotation of the image`;
  if (layers === undefined || total === undefined) return name;
  if (layers < total)
    return `not ${name} as it is now: ${layers} of its ${plural(total, "layer")} are the lowest`;
  return `${name}, the lowest ${plural(layers, "layer")}`;
}

/** The image's findings, the worst first and those that are waived last; those of one severity stay in their order. */
export function worstFirst({ findings }: JudgedImage): Finding[] {
  return findings.toSorted(
    (a, b) =>
      Number(isWaived(a)) - Number(isWaived(b)) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}

/** The waivers that would silence what is not waived, each once, also where several images need it. */
export function waiverSnippets({ findings }: Pick<Report, "findings">): string[] {
  const open = findings.filter((finding) => !isWaived(finding));
  return [...new Set(open.map(({ waiverSnippet }) => waiverSnippet))].filter((line) => line !== "");
}

/** The report's own error, unless an image tells it already. */
export function ownError(
  error: ReportedError | undefined,
  images: readonly JudgedImage[],
): ReportedError | undefined {
  const told = images.some(
    (image) => image.error?.code === error?.code && image.error?.message === error?.message,
  );
  return told ? undefined : error;
}
