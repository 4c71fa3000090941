import { distinctTexts } from "../values.ts";
import { type Coordinates, meaningful } from "./coordinates.ts";
import { type FileName, parseFileName } from "./file-name.ts";
import { knownGroup } from "./known-groups.ts";
import type { Manifest } from "./manifest.ts";

/** All that an archive says about what it is. */
export interface ArchiveEvidence {
  /** Of the archive: in the image, or in the archive around it. */
  readonly path: string;
  readonly manifest: Manifest;
  /** What Maven's descriptors in it say: its own, and those of what was shaded into it. */
  readonly descriptors: readonly Coordinates[];
}

/**
 * What an archive itself is, where no descriptor of Maven's in it is its own: by its manifest and its file name. One is checked
 * against the other, since a manifest may say `1.9.23-release-779` of `kotlin-stdlib-1.9.23.jar`, or "Apache Tomcat" of each of
 * Tomcat's; and a file may be called anything, as `app.jar` is.
 *
 * @returns undefined where a descriptor tells it
 */
export function ownIdentity(evidence: ArchiveEvidence): Coordinates | undefined {
  const { path, manifest, descriptors } = evidence;
  const file = parseFileName(path);
  if (descriptors.some((one) => isOwn(one, file, manifest, descriptors.length === 1))) return undefined;
  const { artifact, version } = nameAndVersion(file, manifest);
  // With descriptors of others in it, and no version in its name, it adds nothing that could be told from those.
  const isVague = version === "" || descriptors.some((one) => one.version === version);
  if (descriptors.length > 0 && file.version === undefined && isVague) return undefined;
  const group = groupOf(path, artifact, version, manifest);
  const licenses = bundleLicenses(manifest);
  return {
    ...(group === undefined ? {} : { group }),
    artifact,
    version,
    ...(licenses.length === 0 ? {} : { licenses }),
  };
}

/** Whether a descriptor is that of the archive, not of something shaded into it. */
function isOwn(one: Coordinates, file: FileName, manifest: Manifest, isOnly: boolean): boolean {
  // Quarkus puts the group before the name.
  const names = [one.artifact, `${one.group ?? ""}.${one.artifact}`].map(letters);
  const stem = letters(file.stem);
  if (names.some((name) => stem === name || stem.startsWith(name + letters(one.version)))) return true;
  if (names.includes(letters(file.name))) return true;
  if (manifest.get("implementation-title") === one.artifact) return true;
  // The only one, and nothing speaks against it: the file was renamed.
  return isOnly && (file.version === undefined || isOneOf(file.version, [one.version]));
}

/** Distributions write `-` where the artifact has `_` or a dot. */
function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]/g, "");
}

function nameAndVersion(file: FileName, manifest: Manifest): { artifact: string; version: string } {
  const stated = versionsIn(manifest, "implementation-version", "plugin-version");
  const versions = [...stated, ...versionsIn(manifest, "bundle-version", "specification-version")];
  // The last two have a grammar of their own: they can confirm a version, and not contradict it.
  const agrees = file.version !== undefined && (stated.length === 0 || isOneOf(file.version, versions));
  if (agrees) return { artifact: file.name, version: file.version ?? "" };
  const version = versions[0] ?? "";
  const isKnown = knownGroup(file.name, version) !== undefined;
  return { artifact: isKnown ? file.name : (titleOf(manifest, file) ?? file.name), version };
}

/** The versions that a manifest has under these names, in their order. */
function versionsIn(manifest: Manifest, ...names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = meaningful(manifest.get(name));
    // What follows a blank is a commit and a date; Kotlin's build numbers are in no repository.
    const first = value?.split(" ", 1)[0]?.replace(/-release-\d+.*$/, "");
    return first === undefined || !/\d/.test(first) ? [] : [first];
  });
}

/** Whether one of the versions is this one, or this one with more behind it. */
function isOneOf(version: string, versions: readonly string[]): boolean {
  return versions.some((one) => {
    const [short, long] = one.length < version.length ? [one, version] : [version, one];
    return long.startsWith(short) && !/[0-9a-z]/i.test(long.charAt(short.length));
  });
}

const ARTIFACT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What build tools call the archive, not the project. */
const NO_TITLES = new Set(["jar", "jvmjar", "all", "main", "app"]);

/**
 * The artifact's name that a manifest has, of the sort that a repository takes; undefined where it has words for people, and where
 * the file's name says more: `akka-actor` of `akka-actor_2.13.jar`. A bundle's symbolic name is none: guice-servlet's is
 * `com.google.inject.servlet`.
 */
function titleOf(manifest: Manifest, file: FileName): string | undefined {
  const nebula = nebulaTitle(manifest);
  if (nebula !== undefined) return nebula.artifact;
  const titles = [manifest.get("implementation-title"), manifest.get("short-name")].map(meaningful);
  return titles.find(
    (title) =>
      title !== undefined &&
      ARTIFACT.test(title) &&
      !NO_TITLES.has(title.toLowerCase()) &&
      !file.name.startsWith(title),
  );
}

/** `io.micrometer#micrometer-core;1.12.5`: a Gradle plug-in's way to write all three. */
function nebulaTitle(manifest: Manifest): { group: string; artifact: string } | undefined {
  const title = manifest.get("implementation-title") ?? "";
  const [, group, artifact] = /^([\w.-]+)#([\w.-]+);/.exec(title) ?? [];
  return group === undefined || artifact === undefined ? undefined : { group, artifact };
}

/** Without its directives: `org.osgi.core;singleton:=true`. */
function symbolicName(manifest: Manifest): string | undefined {
  return meaningful(manifest.get("bundle-symbolicname")?.split(";", 1)[0]);
}

const GROUP = /^[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)+$/;

function groupOf(path: string, artifact: string, version: string, manifest: Manifest): string | undefined {
  const symbolic = symbolicName(manifest);
  const vendor = meaningful(manifest.get("implementation-vendor-id"));
  return (
    repositoryGroup(path, artifact, version) ??
    nebulaTitle(manifest)?.group ??
    meaningful(manifest.get("group-id")) ??
    knownGroup(artifact, version) ??
    (vendor !== undefined && GROUP.test(vendor) ? vendor : undefined) ??
    (symbolic?.endsWith(`.${artifact}`) === true ? symbolic.slice(0, -artifact.length - 1) : undefined)
  );
}

/** A repository's folders tell the group: `repository/org/lz4/lz4-java/1.8.0/…`, Gradle's `files-2.1/org.lz4/lz4-java/1.8.0/…`. */
function repositoryGroup(path: string, artifact: string, version: string): string | undefined {
  const folders = path.split("/").slice(0, -1);
  const at = folders.lastIndexOf(version);
  if (at < 2 || folders[at - 1] !== artifact) return undefined;
  if (folders[at - 3] === "files-2.1") return folders[at - 2];
  const root = Math.max(
    folders.lastIndexOf("repository"),
    folders.lastIndexOf("maven2"),
    folders.lastIndexOf("m2"),
  );
  return root < 0 || root >= at - 1 ? undefined : folders.slice(root + 1, at - 1).join(".");
}

/** Bundle-License (OSGi Core, 3.2.1.10): clauses between commas, each with attributes; `<<EXTERNAL>>` stands for none. */
function bundleLicenses(manifest: Manifest): string[] {
  const clauses = meaningful(manifest.get("bundle-license"))?.split(",") ?? [];
  const licenses = clauses.map((clause) => (clause.split(";", 1)[0] ?? "").trim().replaceAll('"', ""));
  return distinctTexts(licenses.filter((license) => license !== "<<EXTERNAL>>"));
}
