import path from "node:path";
import { readBounded } from "../bounded-read.ts";
import { isRecord, parseJson } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError, messageOf, systemReason } from "../model/error.ts";
import type { SourceLocation } from "../model/report.ts";
import { parsePublicKey, type TrustedKey } from "./public-key.ts";
import type { Root } from "./sigstore.ts";

/** Whose signatures count, and by which authorities an identity is one. */
export interface Trust {
  readonly keys: readonly TrustedKey[];
  /** A certificate that one of them vouches for counts. Empty: none does. */
  readonly roots: readonly Root[];
}

export const NO_TRUST: Trust = { keys: [], roots: [] };

/** What the configuration says of a rule, as far as this is concerned. */
export interface TrustSetting {
  readonly off: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly location?: SourceLocation;
  locate?(path: readonly (string | number)[], at: "key" | "value"): SourceLocation;
}

/** The rules that name keys and roots, and where in their settings they do. */
const PLACES: ReadonlyMap<string, readonly string[]> = new Map([
  ["signatures.required", []],
  ["provenance.required", ["verified_by"]],
]);

/**
 * Reads the keys and the trusted roots that the settings of rules name. The settings are as the rules' schemas want them.
 *
 * @param rules by their ids
 * @param directory what paths are relative to: that of lumogate.yaml
 * @throws LumogateError `config.key`, `config.trusted-root` with the place in the configuration
 */
export async function loadTrust(
  rules: Readonly<Record<string, TrustSetting>>,
  directory: string,
): Promise<Trust> {
  const keys = new Map<string, TrustedKey>();
  const roots = new Map<string, readonly Root[]>();
  for (const [id, inner] of PLACES) {
    const setting = rules[id];
    if (setting === undefined || setting.off) continue;
    const settings = inner.reduce<unknown>(
      (at, key) => (isRecord(at) ? at[key] : undefined),
      setting.settings,
    );
    const given = isRecord(settings) ? settings : {};
    const place = (...steps: readonly (string | number)[]): Place => ({
      id,
      setting,
      steps: [...inner, ...steps],
    });
    const named = Array.isArray(given["keys"]) ? given["keys"] : [];
    for (const [index, one] of named.entries()) {
      const key = await readKey(namedFile(one), directory, place("keys", index));
      refuseOther(keys.get(key.name), key, place("keys", index));
      keys.set(key.name, key);
    }
    const root = given["trusted_root"];
    if (typeof root === "string" && !roots.has(root))
      roots.set(root, await readRoots(root, directory, place("trusted_root")));
    if (roots.size > 1) throw severalRoots(place("trusted_root"));
  }
  return { keys: [...keys.values()], roots: [...roots.values()].flat() };
}

/** Where something stands in the settings of a rule. */
interface Place {
  readonly id: string;
  readonly setting: TrustSetting;
  readonly steps: readonly (string | number)[];
}

interface NamedFile {
  readonly name: string;
  readonly file: string;
}

/** `cosign.pub`, or `{ name: release, path: keys/release.pub }`. */
function namedFile(setting: unknown): NamedFile {
  if (typeof setting === "string") return { name: setting, file: setting };
  const { path: file, name } = isRecord(setting) ? setting : {};
  return { name: String(name ?? file), file: String(file) };
}

async function readKey({ name, file }: NamedFile, directory: string, place: Place): Promise<TrustedKey> {
  const bytes = await readTrusted(file, directory, "config.key", place);
  try {
    return { name, key: parsePublicKey(bytes) };
  } catch (cause) {
    throw unusable("config.key", `The key ${file} cannot be used: ${messageOf(cause)}`, place, cause);
  }
}

/** Findings tell keys apart by their names. */
function refuseOther(known: TrustedKey | undefined, { name, key }: TrustedKey, place: Place): void {
  if (known === undefined || known.key.equals(key)) return;
  throw unusable("config.key", `Two keys are called ${JSON.stringify(name)}`, place);
}

/** One root, or one in each line, as `gh attestation trusted-root` prints them. */
async function readRoots(file: string, directory: string, place: Place): Promise<Root[]> {
  const bytes = await readTrusted(file, directory, "config.trusted-root", place);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const { parseRoot } = await import("./sigstore.ts");
    return documentsIn(text).map((document) => parseRoot(document));
  } catch (cause) {
    const clause = `The trusted root ${file} cannot be used: ${messageOf(cause)}`;
    throw unusable("config.trusted-root", clause, place, cause);
  }
}

function documentsIn(text: string): unknown[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const isLines =
    lines.length > 1 && lines.every((line) => line.startsWith("{") && line.trimEnd().endsWith("}"));
  return isLines ? lines.map((line) => parseJson(line)) : [parseJson(text)];
}

async function readTrusted(file: string, directory: string, code: string, place: Place): Promise<Uint8Array> {
  const absolute = path.resolve(directory, file);
  try {
    const bytes = await readBounded(absolute, LIMITS.trustFileBytes);
    if (bytes.length <= LIMITS.trustFileBytes) return bytes;
  } catch (cause) {
    throw unusable(code, `${file} cannot be read: ${systemReason(cause)}`, place, cause);
  }
  throw unusable(code, `${file} is larger than ${LIMITS.trustFileBytes} bytes (limit trustFileBytes)`, place);
}

function severalRoots(place: Place): LumogateError {
  return unusable(
    "config.trusted-root",
    "signatures.required and provenance.required name different roots",
    place,
  );
}

function unusable(
  code: string,
  clause: string,
  { id, setting, steps }: Place,
  cause?: unknown,
): LumogateError {
  const location = setting.locate?.(steps, "value") ?? setting.location;
  const name = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return new LumogateError(code, `rules.${id}${name}: ${clause}.`, {
    hint: HINTS[code] ?? "",
    ...(location === undefined ? {} : { location }),
    cause,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  "config.key":
    "Name a public key in PEM, as cosign generate-key-pair writes cosign.pub; its path is relative to lumogate.yaml.",
  "config.trusted-root":
    "Name one file for both rules, as cosign trusted-root create or gh attestation trusted-root writes it; its path is relative to lumogate.yaml.",
};
