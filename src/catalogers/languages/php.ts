import { isRecord, type JsonRecord } from "../../json.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { quoted } from "../../text.ts";
import type { RecordCataloger } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { readPartialJson } from "./partial-json.ts";
import { distinctTexts, shortText } from "../values.ts";

/**
 * What Composer has installed: `vendor/composer/installed.json`, a list in its first version, an object with `packages` in its
 * second (Composer\Repository\FilesystemRepository). The vendor folder may be called otherwise. Packages that another one replaces or
 * provides are in the other's record only, and are not there.
 */
export const composer = {
  name: "composer",
  globs: ["**/composer/installed.json"],
  parse: ({ bytes }) => {
    const { value, damage } = readPartialJson(bytes);
    const list = isRecord(value) ? value["packages"] : value;
    const log = new ProblemLog();
    if (damage !== undefined) log.add(damage.code, damage.reason);
    else if (!Array.isArray(list)) log.add("malformed", "It has no list of packages.");
    const records: readonly unknown[] = Array.isArray(list) ? list : [];
    const packages = records.flatMap((record, index) =>
      // The last one before the damage may lack its end.
      composerPackage(record, log, damage !== undefined && index === records.length - 1),
    );
    return { packages, problems: log.problems() };
  },
} satisfies RecordCataloger;

function composerPackage(record: unknown, log: ProblemLog, isCut: boolean): FoundPackage[] {
  const fields: JsonRecord = isRecord(record) ? record : {};
  const name = shortText(fields["name"]);
  if (name === undefined) {
    if (!isCut) log.add("malformed", "A package has no name.");
    return [];
  }
  const version = shortText(fields["version"]);
  if (version === undefined) log.add("bad-version", `${quoted(name)} has no version.`);
  const license = fields["license"];
  const licenses = distinctTexts(Array.isArray(license) ? license : [license]);
  return [{ type: "composer", name, version: version ?? "", ...(licenses.length === 0 ? {} : { licenses }) }];
}
