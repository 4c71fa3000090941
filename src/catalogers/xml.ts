/** What stands in an element that has text only. */
export interface XmlText {
  /** The names of the element and those around it: `project/parent/version`. */
  readonly path: string;
  readonly text: string;
}

/** So deep lies what is read of a pom.xml or a .nuspec, and then some; what lies deeper is passed over. */
const DEPTH = 8;
const NAME_CHARS = 64;
const ENTITIES = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/**
 * The texts of an XML document, in their order: enough to read a pom.xml or a .nuspec, and no more. Attributes, namespaces, DTDs and
 * entities of one's own are passed over, so nothing here can grow or lead anywhere. What is cut off gives the texts before it.
 */
export function* xmlTexts(text: string): Generator<XmlText> {
  // Whole paths, each made once: a document of nothing but leaves would else have its whole path put together for each.
  const paths: string[] = [];
  let depth = 0;
  let content = "";
  for (let at = 0; at < text.length;) {
    const tag = text.indexOf("<", at);
    if (tag < 0) return;
    content += decodeEntities(text.slice(at, tag));
    if (text.startsWith("<![CDATA[", tag)) {
      const end = text.indexOf("]]>", tag);
      if (end < 0) return;
      content += text.slice(tag + 9, end);
      at = end + 3;
      continue;
    }
    const end = endOfTag(text, tag);
    if (end < 0) return;
    at = end;
    const second = text[tag + 1];
    if (second === "!" || second === "?") continue;
    if (second === "/") {
      const path = depth <= DEPTH ? paths[depth - 1] : undefined;
      if (path !== undefined && content.trim() !== "") yield { path, text: content.trim() };
      if (depth > 0) depth -= 1;
    } else if (text[end - 2] !== "/") {
      const above = depth === 0 ? "" : `${paths[depth - 1]}/`;
      if (depth < DEPTH) paths[depth] = above + nameOf(text.slice(tag + 1, end - 1));
      depth += 1;
    }
    content = "";
  }
}

/** Behind the tag, comment or instruction that begins here; negative where it has no end. */
function endOfTag(text: string, tag: number): number {
  const [close, length] = text.startsWith("<!--", tag) ? (["-->", 3] as const) : ([">", 1] as const);
  const end = text.indexOf(close, tag + 1);
  return end < 0 ? -1 : end + length;
}

/** Without attributes and prefix: Maven takes `<m:version>` and `<version>` for the same. */
function nameOf(tag: string): string {
  const start = tag.slice(0, NAME_CHARS);
  const blank = start.search(/\s/);
  const name = blank < 0 ? start : start.slice(0, blank);
  return name.slice(name.indexOf(":") + 1);
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&([a-z]{2,4});/g, (whole, name: string) => ENTITIES.get(name) ?? whole);
}
