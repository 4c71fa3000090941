import { CATALOGERS } from "../../catalogers/index.ts";
import { decodeUtf8 } from "../../text.ts";
import { accepts } from "../databases.ts";
import { OS_RELEASE } from "../system/os.ts";
import { RELEASE_FILES } from "../system/release-files.ts";
import { PASSWD } from "../user-id.ts";

/** Where these are links to folders of the same name below /usr (merged /usr), the files lie there. */
const MERGED = /^(?=(?:bin|lib|lib64|sbin)\/)/;

const FILES: ReadonlySet<string> = new Set(
  [
    ...CATALOGERS.flatMap((cataloger) =>
      cataloger.files.flatMap((path) => [path, ...(cataloger.companions?.(path) ?? [])]),
    ),
    ...OS_RELEASE,
    PASSWD,
    ...RELEASE_FILES.map(({ path }) => path),
  ].flatMap(inLayer),
);

const FOLDERS = CATALOGERS.flatMap((cataloger) =>
  cataloger.directories.flatMap(inLayer).map((path) => ({ path, cataloger })),
);

/**
 * Whether an inventory may ask for a file's content, by its path in a layer: without a slash in front, one character
 * per byte. A file that is reached by other links is asked for as well, and has to be read another time.
 */
export function isWanted(path: string): boolean {
  if (FILES.has(path)) return true;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return FOLDERS.some((each) => each.path === folder && accepts(each.cataloger, decodeUtf8(path).text));
}

function inLayer(path: string): string[] {
  const relative = path.slice(1);
  return [...new Set([relative, relative.replace(MERGED, "usr/")])];
}
