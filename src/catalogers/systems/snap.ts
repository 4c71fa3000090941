import { isRecord } from "../../json.ts";
import { byteString, decodeUtf8 } from "../../text.ts";
import type { ParsedFile, RecordCataloger } from "../cataloger.ts";
import { parse as parseYaml } from "yaml";

/** A snap that lies unpacked in the image: its snap.yaml (snapcraft.io, "The snap format"). */
export const snap = {
  name: "snap",
  globs: ["**/snap/*/*/meta/snap.yaml"],
  parse: ({ bytes }) => parseSnap(decodeUtf8(byteString(bytes)).text),
} satisfies RecordCataloger;

function parseSnap(text: string): ParsedFile {
  const read = readYaml(text);
  if (typeof read === "string") return { packages: [], problems: [{ code: "malformed", reason: read }] };
  const { name, version, architectures } = read;
  if (typeof name !== "string" || name === "")
    return { packages: [], problems: [{ code: "malformed", reason: "It has no name." }] };
  const [arch, ...others] = Array.isArray(architectures) ? architectures : [];
  return {
    packages: [
      {
        type: "snap",
        name,
        // YAML takes 1.10 for a number.
        version: typeof version === "string" ? version : "",
        ...(typeof arch === "string" && others.length === 0 ? { arch } : {}),
      },
    ],
    problems: version === undefined ? [{ code: "bad-version", reason: "It has no version." }] : [],
  };
}

/** @returns a sentence where it cannot be read */
function readYaml(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = parseYaml(text, { schema: "failsafe", maxAliasCount: 0 });
    return isRecord(value) ? value : "It is not a list of keys and values.";
  } catch (error) {
    return `It is not YAML: ${String(error).split("\n")[0]}`;
  }
}
