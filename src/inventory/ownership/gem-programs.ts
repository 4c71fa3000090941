import { byteString } from "../../text.ts";
import type { ReadableFiles } from "./bounded-files.ts";
import { folderOf } from "./paths.ts";

/**
 * Where RubyGems puts the programs of installed gems: scripts of its own that start what is in the gem.
 *
 * @param records gemspecs, `BASE/specifications/NAME-VERSION.gemspec`, as RubyGems writes them
 */
export async function gemPrograms(files: ReadableFiles, records: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(records.map((record) => files.readFile(record)));
  return answers.flatMap((answer, index) => {
    if (answer.kind !== "file") return [];
    const folders = programFolders(records[index] ?? "");
    return programNames(byteString(answer.bytes)).flatMap((name) =>
      folders.map((folder) => `${folder}/${name}`),
    );
  });
}

/** Its own, or that of the Ruby that it is the gems of; for Debian's Ruby, gem installs programs in /usr/local. */
function programFolders(record: string): string[] {
  const base = record.slice(0, Math.max(0, record.lastIndexOf("/specifications/")));
  const prefix = /^(.*)\/lib(?:64)?\/ruby\/gems\/[^/]+$/.exec(base)?.[1];
  const ofDebian = folderOf(base) === "/var/lib/gems";
  return [
    `${base}/bin`,
    ...(prefix === undefined ? [] : [`${prefix}/bin`]),
    ...(ofDebian ? ["/usr/local/bin"] : []),
  ];
}

/** `s.executables = ["bundle".freeze, "bundler".freeze]` */
function programNames(gemspec: string): string[] {
  const list = /^[ \t]*\w{1,20}\.executables = \[([^\]\n]{0,10000})\]/m.exec(gemspec)?.[1] ?? "";
  return [...list.matchAll(/"([^"/]{1,255})"/g)].map(([, name = ""]) => name);
}
