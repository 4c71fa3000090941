import { byteString, decodeUtf8 } from "../../text.ts";
import { NOTHING, type RecordCataloger } from "../cataloger.ts";
import { readStanzas } from "../deb822.ts";
import { ProblemLog } from "../problem-log.ts";
import { distinctTexts, shortText } from "../values.ts";

/**
 * Packages of R (CRAN, Bioconductor): the DESCRIPTION in each one's folder (Writing R Extensions, 1.1.1). `R CMD INSTALL` adds the
 * field Built; without it, it is the source of a package, or something else of that name.
 */
export const r = {
  name: "r",
  globs: ["**/DESCRIPTION"],
  parse: ({ path, bytes }) => {
    const log = new ProblemLog();
    const [stanza] = readStanzas(byteString(bytes), FIELDS, log);
    const text = (field: Field): string | undefined => {
      const value = stanza?.fields[field];
      return value === undefined ? undefined : shortText(decodeUtf8(value).text);
    };
    const [, folder = "", library = ""] = path.split("/").toReversed();
    const name = text("Package");
    // Built stands at the end, so a record that is cut has lost it.
    const isCut = LIBRARY.test(library) && log.problems().some(({ code }) => code === "truncated");
    if (text("Built") === undefined && !isCut) return NOTHING;
    const version = text("Version");
    const maintainer = text("Maintainer");
    const licenses = distinctTexts([text("License")]);
    return {
      packages: [
        {
          type: "cran",
          name: name ?? folder,
          version: version ?? "",
          ...(licenses.length === 0 ? {} : { licenses }),
          ...(maintainer === undefined ? {} : { maintainer }),
        },
      ],
      problems: version === undefined ? [{ code: "bad-version", reason: "It has no Version." }] : [],
    };
  },
} satisfies RecordCataloger;

const FIELDS = ["Package", "Version", "Built", "License", "Maintainer"] as const;
type Field = (typeof FIELDS)[number];

/** `library`, `site-library`, and what people call theirs after them. */
const LIBRARY = /library$/i;
