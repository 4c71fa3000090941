import { quoted } from "../../text.ts";
import { LIMITS } from "../../limits.ts";
import type { FileContent, ImageFiles } from "../../model/image.ts";
import type { Gap, OperatingSystem } from "../../model/inventory.ts";
import { endOfLife } from "./end-of-life.ts";
import { parseOsRelease } from "./os-release.ts";
import { RELEASE_FILES } from "./release-files.ts";

export interface FoundSystem {
  readonly os?: OperatingSystem;
  readonly gaps: readonly Gap[];
}

/** os-release(5): the first that exists is the one that counts. */
export const OS_RELEASE = ["/etc/os-release", "/usr/lib/os-release"] as const;

/** Finds out what system is in the image: os-release, or what systems had in its place before there was one. */
export async function findSystem(files: ImageFiles): Promise<FoundSystem> {
  const gaps: Gap[] = [];
  const systems: OperatingSystem[] = [];
  const seen = new Set<string>();
  for (const path of OS_RELEASE) {
    // The first is mostly a link to the second: one call to the engine less.
    if (seen.has(path)) continue;
    const answer = await files.readFile(path);
    // The usual link to the second says no more than that the second is missing.
    if (answer.kind === "unreadable" && answer.missing === OS_RELEASE[1]) continue;
    if (answer.kind === "unreadable") gaps.push(unreadable(answer.path, answer.reason));
    if (answer.kind !== "file" || seen.has(answer.path)) continue;
    seen.add(answer.path);
    const system = readOsRelease(answer, gaps);
    if (system !== undefined) systems.push(system);
  }
  const [os, other] = systems;
  if (os === undefined) return findByReleaseFile(files, gaps);
  if (other !== undefined && (other.id !== os.id || other.versionId !== os.versionId)) {
    const reason = `It says ${describe(os)}, but ${other.source} says ${describe(other)}.`;
    gaps.push({ code: "os.conflict", by: "os-release", path: os.source, reason, affects: ["os"] });
  }
  return { os, gaps };
}

function readOsRelease({ path, bytes }: FileContent, gaps: Gap[]): OperatingSystem | undefined {
  if (bytes.length > LIMITS.osReleaseBytes) {
    gaps.push(unreadable(path, `It has ${bytes.length} bytes, but os-release is a page of text.`));
    return undefined;
  }
  const { values, contradicted } = parseOsRelease(bytes);
  for (const key of contradicted) {
    const reason = `It says ${quoted(key)} twice, and not the same.`;
    gaps.push({ code: "os.conflict", by: "os-release", path, reason, affects: ["os"] });
  }
  const id = values.get("ID");
  if (id === undefined) {
    gaps.push(unreadable(path, "It has no ID, so it does not say what system this is."));
    return undefined;
  }
  const [name, versionId] = ["NAME", "VERSION_ID"].map((key) => values.get(key));
  return {
    id,
    ...optional("name", name),
    ...optional("versionId", versionId),
    idLike:
      values
        .get("ID_LIKE")
        ?.split(/\s+/)
        .filter((like) => like !== "") ?? [],
    ...optional("prettyName", values.get("PRETTY_NAME")),
    ...optional("codename", values.get("VERSION_CODENAME")),
    ...optional("variantId", values.get("VARIANT_ID")),
    ...supportedUntil({ id, ...optional("name", name), ...optional("versionId", versionId) }),
    source: path,
  };
}

/** One file after the other: most images never get here, and each file asked for is a call to the engine. */
async function findByReleaseFile(files: ImageFiles, gaps: Gap[]): Promise<FoundSystem> {
  for (const { path, parse } of RELEASE_FILES) {
    const answer = await files.readFile(path);
    if (answer.kind === "absent") continue;
    if (answer.kind === "unreadable") {
      gaps.push(unreadable(answer.path, answer.reason));
      continue;
    }
    const found = answer.bytes.length > LIMITS.osReleaseBytes ? undefined : parse(answer.bytes);
    if (found !== undefined)
      return { os: { idLike: [], ...found, ...supportedUntil(found), source: answer.path }, gaps };
    gaps.push(unreadable(answer.path, "It does not say what system this is in any way that is known."));
  }
  if (gaps.length === 0) {
    const reason = "No os-release, and no file of those that came before it, says what system this is.";
    gaps.push({ code: "os.missing", by: "os-release", reason, affects: ["os"] });
  }
  return { gaps };
}

function supportedUntil(
  system: Pick<OperatingSystem, "id" | "name" | "versionId">,
): Pick<OperatingSystem, "endOfLife"> {
  return optional("endOfLife", endOfLife(system));
}

function unreadable(path: string, reason: string): Gap {
  return { code: "os.unreadable", by: "os-release", path, reason, affects: ["os"] };
}

function describe({ id, versionId }: OperatingSystem): string {
  return quoted(versionId === undefined ? id : `${id} ${versionId}`);
}

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: string });
}
