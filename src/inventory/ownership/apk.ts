import { endsWithinLine, linesOf } from "./lines.ts";
import { byRecord, type ListReader, readDatabase } from "./list-reader.ts";

/** apk's database has each package's files: `F:` begins a folder, `R:` is a file in it (apk-installed(5)). */
export const apkLists: ListReader = {
  name: "apk",
  reads: ({ found }) => found.type === "apk",
  read: async (packages, context) => {
    for (const [path, found] of byRecord(packages)) {
      const bytes = await readDatabase(path, context);
      if (bytes === undefined) continue;
      const purls = new Map(found.map(({ name, version, purl }) => [`${name}\n${version}`, purl]));
      for (const { key, paths } of stanzas(bytes)) {
        const purl = purls.get(key);
        if (purl !== undefined) for (const file of paths) context.claims.add(file, purl);
      }
      if (endsWithinLine(bytes))
        context.problems.add(
          "truncated",
          path,
          "The list of a package's files ends within a line, so it was cut short.",
        );
    }
  },
};

interface Stanza {
  /** Name and version. */
  readonly key: string;
  readonly paths: readonly string[];
}

function* stanzas(bytes: Uint8Array): Generator<Stanza> {
  let name: string | undefined;
  let version = "";
  let folder = "";
  let paths: string[] = [];
  for (const line of linesOf(bytes)) {
    const value = line.slice(2);
    const field = line.slice(0, 2);
    if (line === "" || (field === "P:" && name !== undefined)) {
      // A second name without an empty line before it begins another package, as for the cataloger.
      yield { key: `${name ?? ""}\n${version}`, paths };
      [name, version, folder, paths] = [undefined, "", "", []];
    }
    if (field === "P:") name = value.trim();
    else if (field === "V:") version ||= value.trim();
    else if (field === "F:") folder = value === "" ? "" : `/${value}`;
    else if (field === "R:") paths.push(`${folder}/${value}`);
  }
  yield { key: `${name ?? ""}\n${version}`, paths };
}
