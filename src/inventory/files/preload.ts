import { LIMITS } from "../../limits.ts";
import type { ImageTree } from "../../model/image.ts";
import type { Gap } from "../../model/inventory.ts";
import type { NotableFile } from "../../model/notable-file.ts";
import type { Owners } from "../ownership/owners.ts";
import { RealFolders } from "../ownership/real-folders.ts";
import { byteString, decodeUtf8 } from "../../text.ts";
import { notable } from "./notable.ts";

const PRELOAD = "/etc/ld.so.preload";

/**
 * The libraries that glibc's loader puts into every process (ld.so(8)), each as the file that it is; one that is not there
 * is told as /etc/ld.so.preload itself.
 */
export async function preloadedLibraries(
  tree: ImageTree,
  owners: Owners,
): Promise<{ readonly files: readonly NotableFile[]; readonly gaps: readonly Gap[] }> {
  const answer = await tree.files.readFile(PRELOAD);
  if (answer.kind === "absent") return { files: [], gaps: [] };
  if (answer.kind === "unreadable") return { files: [], gaps: [preloadGap("unreadable", answer.reason)] };
  const names = [...new Set(libraryNames(answer.bytes))];
  const list = tree.entry(answer.path);
  const places = new RealFolders(tree);
  const files = names.slice(0, LIMITS.preloadedLibraries).flatMap((name) => {
    const entry = tree.entry(places.of(name)) ?? list;
    return entry === undefined ? [] : [notable(entry, "preload", owners, { detail: name })];
  });
  const gaps =
    names.length <= LIMITS.preloadedLibraries
      ? []
      : [
          preloadGap(
            "limit",
            `It names more than ${LIMITS.preloadedLibraries} libraries (limit preloadedLibraries).`,
          ),
        ];
  return { files, gaps };
}

/** Between blanks, line ends and colons; a "#" begins a comment up to the line's end (elf/rtld.c, do_preload and its caller). */
function libraryNames(bytes: Uint8Array): string[] {
  return byteString(bytes)
    .replaceAll(/#[^\n]*/g, "")
    .split(/[ \t\n:]+/)
    .filter((name) => name !== "")
    .map((name) => decodeUtf8(name).text);
}

function preloadGap(code: string, reason: string): Gap {
  return { code: `files.${code}`, by: "preload", path: PRELOAD, reason, affects: ["files"] };
}
