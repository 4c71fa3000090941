import { decodeUtf8 } from "../../text.ts";
import type { ContentCataloger, ContentFile, ParsedFile } from "../cataloger.ts";
import type { Classifier } from "./classifier.ts";
import { RUNTIMES } from "./rows/runtimes.ts";
import { SERVERS } from "./rows/servers.ts";
import { TOOLS } from "./rows/tools.ts";
import { searchVersions } from "./search.ts";

/** Every row. A new one is a row in one of the three lists, and a line in its test. */
export const CLASSIFIERS: readonly Classifier[] = [...RUNTIMES, ...SERVERS, ...TOOLS];

/**
 * Programs that somebody copied into an image, or built there, recognised by the version that stands in their bytes. By names
 * first: nobody reads each byte of an image for each program that there is.
 */
export const binaryStrings = {
  name: "binary-strings",
  globs: [...new Set(CLASSIFIERS.flatMap(({ files }) => files.map((file) => `**/${file}`)))],
  inspect: async ({ path, content }: ContentFile): Promise<ParsedFile> => {
    const fileName = path.slice(path.lastIndexOf("/") + 1);
    const rows = COMPILED.filter(({ paths }) => paths.some((one) => one.test(path)));
    const { found, limit } = await searchVersions(
      content,
      fileName,
      rows.map(({ row }) => row),
    );
    const packages = found.map(
      ({ name, version }) =>
        ({ type: "generic", name, version: decodeUtf8(version).text, evidence: "binary" }) as const,
    );
    if (limit === undefined) return { packages, problems: [] };
    const reason = `The search for versions in this program ended after ${limit}.`;
    return { packages, problems: [{ code: "limit", reason }] };
  },
} satisfies ContentCataloger;

const COMPILED = CLASSIFIERS.map((row) => ({ row, paths: row.files.map(pathPattern) }));

/** The end of a path, as a shell's pattern says it; case does not matter, as for `globs`. */
function pathPattern(glob: string): RegExp {
  const literal = glob.replaceAll(/[$()+.[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(`(?:^|/)${literal.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}$`, "i");
}
