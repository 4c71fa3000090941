import zlib from "node:zlib";
import { type JsonRecord, parseRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { messageOf } from "../../model/error.ts";
import type { Cataloger, ParsedDatabase, ParsedPackage } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { debianVersion } from "./debian-values.ts";

/** Chisel cuts Debian's packages into slices, and says in a manifest which it used: lines of JSON, in zstd (jsonwall). */
export const chisel = {
  name: "chisel",
  type: "deb",
  files: ["/var/lib/chisel/manifest.wall"],
  directories: [],
  parse: ({ bytes }) => parseManifest(bytes),
} satisfies Cataloger;

function parseManifest(bytes: Uint8Array): ParsedDatabase {
  const log = new ProblemLog();
  const packages: ParsedPackage[] = [];
  for (const record of chiselRecords(bytes, log)) {
    if (record["kind"] !== "package") continue;
    const found = packageOf(record);
    if (found === undefined) log.add("malformed", "a package without a name.");
    else packages.push(found);
  }
  return { packages, problems: log.problems() };
}

/** What a manifest says, record by record: packages, slices, and the paths in them. */
export function chiselRecords(bytes: Uint8Array, log: ProblemLog): JsonRecord[] {
  const text = unpack(bytes, log);
  const [first = "", ...lines] = text.split("\n");
  const header = parseRecord(first);
  const count = header?.["count"];
  if (header?.["jsonwall"] !== "1.0" || typeof count !== "number") {
    if (text !== "") log.add("later-format", "It does not begin as a manifest of jsonwall 1.0.");
    return [];
  }
  const records: JsonRecord[] = [];
  let seen = 1;
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    seen += 1;
    const record = parseRecord(line);
    if (record === undefined) log.add("malformed", "it is no JSON object.", index + 2);
    else records.push(record);
  }
  // The header counts itself.
  if (seen !== count) log.add("truncated", `It has ${seen} records, not the ${count} that it speaks of.`);
  return records;
}

/** @returns nothing, and says so, where it cannot be unpacked */
function unpack(bytes: Uint8Array, log: ProblemLog): string {
  if (bytes.length === 0) log.add("truncated", "It is empty.");
  // Node has it from 22.15 on.
  else if (!("zstdDecompressSync" in zlib))
    log.add("unsupported", `It is compressed with zstd, which Node ${process.version} cannot read.`);
  else {
    try {
      return zlib.zstdDecompressSync(bytes, { maxOutputLength: LIMITS.recordBytes }).toString("utf8");
    } catch (error) {
      log.add(
        "malformed",
        `It is not zstd, or more than ${LIMITS.recordBytes} bytes (limit recordBytes): ${messageOf(error)}.`,
      );
    }
  }
  return "";
}

function packageOf({ name, version, arch }: JsonRecord): ParsedPackage | undefined {
  if (typeof name !== "string" || name === "") return undefined;
  const { version: plain, epoch } = debianVersion(typeof version === "string" ? version : "");
  return {
    name,
    version: plain,
    ...(epoch === undefined ? {} : { epoch }),
    ...(typeof arch === "string" && arch !== "" ? { arch } : {}),
  };
}
