import {
  type Gap,
  type ImageIdentity,
  type Inventory,
  INVENTORY_SCHEMA,
  type Package,
} from "../../src/model/inventory.ts";
import {
  type Finding,
  type JudgedImage,
  REPORT_SCHEMA,
  type Report,
  type RuleOutcome,
  type Verdict,
} from "../../src/model/report.ts";
import { countFindings, exitCode } from "../../src/model/verdict.ts";

export const TARGET = "acme/shop:1.4.2";

/** The diff ID of the one layer of `anInventory()`. */
const BOTTOM = `sha256:${"b0".repeat(32)}`;

export function aPackage(name: string, version: string, more: Partial<Package> = {}): Package {
  return {
    type: "deb",
    name,
    version,
    arch: "amd64",
    purl: `pkg:deb/debian/${name}@${encodeURIComponent(version.toWellFormed())}?arch=amd64`,
    locations: [{ path: "/var/lib/dpkg/status" }],
    ...more,
  };
}

export function anInventory(more: Partial<Inventory> = {}, image: Partial<ImageIdentity> = {}): Inventory {
  const packages = more.packages ?? [
    aPackage("adduser", "3.134", { arch: "all" }),
    aPackage("telnet", "0.17+2.5-3"),
    aPackage("tzdata", "2024a-0+deb12u1", { arch: "all", epoch: 1 }),
  ];
  return {
    schema: INVENTORY_SCHEMA,
    scope: "all",
    image: {
      reference: TARGET,
      id: `sha256:${"1a".repeat(32)}`,
      digest: `sha256:${"9f".repeat(32)}`,
      repoTags: [TARGET],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64" },
      layers: [{ diffId: BOTTOM, size: 80_100_000 }],
      ...image,
    },
    config: {
      user: "app",
      env: ["PATH", "LANG"],
      cmd: ["node", "server.js"],
      exposedPorts: ["8080/tcp"],
      volumes: [],
      labels: { "org.opencontainers.image.source": "https://example.com/shop" },
      onBuild: [],
      secrets: [],
    },
    layers: [
      { index: 0, diffId: BOTTOM, createdBy: "ADD rootfs.tar /", empty: false },
      { index: 1, createdBy: 'CMD ["node" "server.js"]', empty: true },
    ],
    os: {
      id: "debian",
      versionId: "12",
      idLike: [],
      prettyName: "Debian GNU/Linux 12 (bookworm)",
      source: "/usr/lib/os-release",
    },
    packages,
    databases: [{ type: "deb", path: "/var/lib/dpkg/status", packages: packages.length }],
    gaps: [],
    ...more,
  };
}

/** Of the finding below. */
export const SNIPPET =
  '- { rule: packages.banned, subject: "pkg:deb/debian/telnet@0.17%2B2.5-3?arch=amd64", reason: "<why>", owner: "<who>", until: 2026-04-01 }';

export function aFinding(more: Partial<Finding> = {}): Finding {
  return {
    rule: "packages.banned",
    severity: "error",
    message: "telnet 0.17+2.5-3 is installed, but telnet is banned: it sends passwords in clear text.",
    subject: "pkg:deb/debian/telnet@0.17%2B2.5-3?arch=amd64",
    fix: "Remove telnet from the image, or from packages.banned in lumogate.yaml.",
    waiverSnippet: SNIPPET,
    target: TARGET,
    fingerprint: "00".repeat(32),
    ...more,
  };
}

export function aGap(more: Partial<Gap> = {}): Gap {
  return {
    code: "packages.truncated",
    by: "dpkg",
    path: "/var/lib/dpkg/status",
    reason: "The last paragraph of /var/lib/dpkg/status has no end.",
    affects: ["packages"],
    ...more,
  };
}

export function aRule(id: string, outcome: RuleOutcome["outcome"], findings = 0, waived = 0): RuleOutcome {
  return { id, origin: "shipped", reads: ["packages"], outcome, findings, waived };
}

export function anImage(more: Partial<JudgedImage> = {}): JudgedImage {
  const inventory = anInventory();
  return {
    target: TARGET,
    verdict: "pass",
    inventory,
    findings: [],
    gaps: more.inventory?.gaps ?? [],
    ...more,
  };
}

/** A report in which findings, gaps and counts agree with the images, as the program composes it. */
export function aReport(
  verdict: Verdict,
  images: readonly JudgedImage[],
  more: Partial<Pick<Report, "rules" | "error" | "notices">> = {},
): Report {
  const findings = images.flatMap((image) => image.findings);
  const error = more.error ?? images.find((image) => image.error !== undefined)?.error;
  return {
    schema: REPORT_SCHEMA,
    tool: { name: "lumogate", version: "0.1.0" },
    verdict,
    exitCode: exitCode(verdict),
    effectiveTime: "2026-01-01T00:00:00.000Z",
    failOn: "error",
    policies: [{ source: "shipped", digest: "ab".repeat(32) }],
    images,
    findings,
    rules: more.rules ?? [],
    gaps: images.flatMap((image) => image.gaps),
    notices: more.notices ?? [],
    counts: countFindings(findings),
    ...(error === undefined ? {} : { error }),
  };
}
