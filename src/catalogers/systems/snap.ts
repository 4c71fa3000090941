import { byteString, decodeUtf8 } from "../../text.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";

/**
 * A snap that lies unpacked in the image: its snap.yaml (snapcraft.io, "The snap format"). Of YAML only what stands in such a file
 * at its left edge is read, so that no reader of all of it has to be loaded, and nothing can be unfolded.
 */
export const snap = {
  name: "snap",
  globs: ["**/snap/*/*/meta/snap.yaml"],
  parse: ({ bytes }) => parseSnap(decodeUtf8(byteString(bytes)).text),
} satisfies RecordCataloger;

function parseSnap(text: string): ParsedFile {
  const name = valueOf(NAME, text);
  if (name === undefined)
    return { packages: [], problems: [{ code: "malformed", reason: "It has no name." }] };
  const version = valueOf(VERSION, text);
  const [arch, ...others] = architecturesOf(text);
  return {
    packages: [
      {
        type: "snap",
        name,
        version: version ?? "",
        ...(arch === undefined || others.length > 0 ? {} : { arch }),
      },
    ],
    problems: version === undefined ? [{ code: "bad-version", reason: "It has no version." }] : [],
  };
}

const NAME = /^name:[ \t]+(\S[^\r\n]{0,255})/m;
const VERSION = /^version:[ \t]+(\S[^\r\n]{0,255})/m;

function valueOf(line: RegExp, text: string): string | undefined {
  const [, value] = line.exec(text) ?? [];
  return value === undefined ? undefined : plain(value);
}

/** Both forms of a list: in brackets, or an item a line. */
function architecturesOf(text: string): string[] {
  const [, list] = /^architectures:[ \t]*\[([^\]\r\n]{0,255})\]/m.exec(text) ?? [];
  if (list !== undefined) return list.split(",").flatMap((item) => plain(item) ?? []);
  const [, items = ""] =
    /^architectures:[ \t]*\r?\n((?:[ \t]*-[^\r\n]{0,255}(?:\r?\n|$)){1,32})/m.exec(text) ?? [];
  return items.split("\n").flatMap((line) => plain(line.replace(/^[ \t]*-/, "")) ?? []);
}

/** Without quotes, and without a comment behind. */
function plain(value: string): string | undefined {
  const [, double, single] = /^\s*(?:"([^"]*)"|'([^']*)')/.exec(value) ?? [];
  const text = (double ?? single ?? value.replace(/\s#.*$/, "")).trim();
  return text === "" ? undefined : text;
}
