import { inflateSync } from "node:zlib";
import { isRecord, parseJson } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { messageOf } from "../../model/error.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { NOTHING, type ParsedFile } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import type { Executable } from "./executable.ts";

/** The section that cargo-auditable has the linker add, by the same name in every format. */
const SECTION = ".dep-v0";

/**
 * The crates that a Rust program is made of, where `cargo auditable` built it: JSON, compressed by zlib (cargo-auditable's
 * PARSING.md). Crates that only took part in building are not in the program.
 */
export async function readAuditable({ sections, content }: Executable): Promise<ParsedFile> {
  const log = new ProblemLog();
  // One linker writes one; an empty one is what some strippers leave of it.
  const section = sections.find(({ name, size }) => name === SECTION && size > 0);
  if (section === undefined) return NOTHING;
  if (section.size > LIMITS.auditableBytes) {
    log.add("limit", `the list of crates takes ${section.size} bytes, more than any program's.`);
    return { packages: [], problems: log.problems() };
  }
  const list = parseList(await content.read(section.offset, section.size), log);
  const packages = (list ?? []).flatMap((one) => crateOf(one, log) ?? []);
  return { packages, problems: log.problems() };
}

function parseList(bytes: Uint8Array, log: ProblemLog): readonly unknown[] | undefined {
  try {
    const json = inflateSync(bytes, { maxOutputLength: LIMITS.auditableBytes }).toString("utf8");
    const document = parseJson(json);
    const list = isRecord(document) ? document["packages"] : undefined;
    if (!Array.isArray(list)) log.add("malformed", "the list of crates has no packages.");
    else if (list.length <= LIMITS.filePackages) return list;
    else log.add("limit", `more than ${LIMITS.filePackages} crates.`);
  } catch (cause) {
    const isTooLarge =
      cause instanceof RangeError && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
    log.add(isTooLarge ? "limit" : "malformed", `the list of crates cannot be read: ${messageOf(cause)}.`);
  }
  return undefined;
}

function crateOf(one: unknown, log: ProblemLog): FoundPackage | undefined {
  if (!isRecord(one) || typeof one["name"] !== "string" || one["name"] === "") {
    log.add("malformed", "the list of crates has one without a name.");
    return undefined;
  }
  // "runtime" is what it is where nothing is said; "dev" never gets into the list.
  if (one["kind"] === "build") return undefined;
  const version = typeof one["version"] === "string" ? one["version"] : "";
  if (version === "") log.add("bad-version", `the crate ${one["name"]} has no version.`);
  return { type: "cargo", name: one["name"], version };
}
