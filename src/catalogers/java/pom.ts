import { byteString, decodeUtf8 } from "../../text.ts";
import { distinctTexts } from "../values.ts";
import { xmlTexts } from "../xml.ts";

/** What a pom.xml says of the project that it is for; what it leaves to its parents is not known. */
export interface Pom {
  readonly group?: string;
  readonly artifact?: string;
  readonly version?: string;
  readonly licenses: readonly string[];
}

const PROPERTIES = "project/properties/";
/** Properties that stand for each other. */
const SUBSTITUTIONS = 8;

/** @param bytes of a pom.xml (Maven's POM reference), whole or cut */
export function parsePom(bytes: Uint8Array): Pom {
  const values = new Map<string, string>();
  const licenses: string[] = [];
  for (const { path, text } of xmlTexts(decodeUtf8(byteString(bytes)).text)) {
    if (path === "project/licenses/license/name") licenses.push(text);
    else if (!values.has(path)) values.set(path, text);
  }
  const value = (...paths: string[]): string | undefined =>
    paths.map((path) => resolve(values.get(path), values)).find((found) => found !== undefined);
  const group = value("project/groupId", "project/parent/groupId");
  const artifact = value("project/artifactId");
  const version = value("project/version", "project/parent/version");
  return {
    ...(group === undefined ? {} : { group }),
    ...(artifact === undefined ? {} : { artifact }),
    ...(version === undefined ? {} : { version }),
    licenses: distinctTexts(licenses),
  };
}

/** With its properties put in, as `${revision}`; undefined where one is not known. */
function resolve(value: string | undefined, values: ReadonlyMap<string, string>): string | undefined {
  let text = value;
  for (let count = 0; count < SUBSTITUTIONS && text !== undefined; count += 1) {
    const start = text.indexOf("${");
    if (start < 0) return text;
    const end = text.indexOf("}", start);
    const name = end < 0 ? "" : text.slice(start + 2, end);
    const known =
      values.get(`${PROPERTIES}${name}`) ??
      values.get(name.replaceAll(".", "/")) ??
      (name === "project.version" ? values.get("project/parent/version") : undefined);
    text = known === undefined ? undefined : `${text.slice(0, start)}${known}${text.slice(end + 1)}`;
  }
  return undefined;
}
