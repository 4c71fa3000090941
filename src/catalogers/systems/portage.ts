import { byteString, decodeUtf8, quoted } from "../../text.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";

/**
 * Portage's database: a folder for each installed package, `/var/db/pkg/CATEGORY/NAME-VERSION`, of whose files PF says name and
 * version once more (PMS, 11.1: PF).
 */
export const portage = {
  name: "portage",
  globs: ["var/db/pkg/*/*/PF"],
  database: { type: "ebuild", directory: "/var/db/pkg" },
  parse: ({ path, bytes }) => parsePf(decodeUtf8(byteString(bytes)).text.trim(), path),
} satisfies RecordCataloger;

/** PMS, 3.1.2 and 3.2: what follows the last hyphen that a version can follow. */
const PF =
  /^(?<name>[A-Za-z0-9_][A-Za-z0-9+_-]*?)-(?<version>\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)$/;

/** Where folder and file do not say the same, Portage goes by the folder; a file that is cut within a version looks whole. */
function parsePf(written: string, path: string): ParsedFile {
  const [, category = "", folder = ""] = /\/([^/]+)\/([^/]+)\/PF$/i.exec(path) ?? [];
  const groups = PF.exec(folder)?.groups ?? PF.exec(written)?.groups;
  const reason = `By its PF it is ${quoted(written)}, and by its folder ${quoted(folder)}.`;
  const problems = written === folder && groups !== undefined ? [] : [{ code: "malformed", reason }];
  if (groups === undefined) return { packages: [], problems };
  const { name = "", version = "" } = groups;
  // A name is one package's only together with its category.
  const full = category === "" ? name : `${category}/${name}`;
  return { packages: [{ type: "ebuild", name: full, version }], problems };
}
