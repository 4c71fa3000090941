import { byteString, decodeUtf8 } from "../../text.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";

/** An application that Flatpak installed: the AppStream document that it exports (freedesktop.org, AppStream, 2.1 and 2.2). */
export const flatpak = {
  name: "flatpak",
  globs: [
    "**/flatpak/{app,runtime}/**/export/share/metainfo/*.xml",
    "**/flatpak/{app,runtime}/**/export/share/appdata/*.xml",
  ],
  parse: ({ bytes }) => parseComponent(decodeUtf8(byteString(bytes)).text),
} satisfies RecordCataloger;

function parseComponent(document: string): ParsedFile {
  const text = withoutComments(document);
  const [, id] = /<id>\s*([^<\s]{1,255})\s*<\/id>/.exec(text) ?? [];
  if (id === undefined || !text.includes("</component>"))
    return { packages: [], problems: [{ code: "malformed", reason: "It is no component with an ID." }] };
  // The newest release stands first; what stands further down was once.
  const [, attributes = ""] = /<release\s([^<>]{0,1024})>/.exec(text) ?? [];
  const [, version] = /(?:^|\s)version="([^"]{1,255})"/.exec(attributes) ?? [];
  return {
    packages: [{ type: "flatpak", name: id.replace(/\.desktop$/, ""), version: version ?? "" }],
    problems:
      version === undefined ? [{ code: "bad-version", reason: "Its newest release has no version." }] : [],
  };
}

/** A comment without an end hides the rest, as from any reader of XML. */
function withoutComments(document: string): string {
  let text = "";
  for (let at = 0; at < document.length;) {
    const start = document.indexOf("<!--", at);
    if (start === -1) return text + document.slice(at);
    text += document.slice(at, start);
    const end = document.indexOf("-->", start + 4);
    if (end === -1) return text;
    at = end + 3;
  }
  return text;
}
