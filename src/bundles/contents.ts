import { isRecord, parseJson } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { RegoVersion } from "../model/policy-path.ts";
import { compareText, quoted } from "../text.ts";
import type { BundleFile, PolicyBundle } from "./bundle.ts";

/** A file of a bundle, as it is stored. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Contents = Pick<PolicyBundle, "files" | "config" | "regoVersion">;

/**
 * What of a bundle's files judges: `.rego` files but tests, `data.json` as far as rules can see it, and from `.manifest` the
 * version of Rego (https://www.openpolicyagent.org/docs/management-bundles, bundle file format). All else is left alone.
 *
 * @param what the bundle, for messages
 * @throws LumogateError `policy.bundle`
 */
export function contentsOf(stored: readonly StoredFile[], what: string): Contents {
  let bytes = 0;
  const files: BundleFile[] = [];
  let config: Record<string, unknown> = {};
  let regoVersion: RegoVersion = "v1";
  for (const file of stored) {
    const name = safeName(file.name, what);
    bytes += file.bytes.length;
    if (bytes > LIMITS.policyBytes)
      throw broken(what, `its files are larger than ${LIMITS.policyBytes} bytes (limit policyBytes)`);
    if (isRule(name)) files.push({ name, text: decode(file.bytes, name, what) });
    if (isData(name)) config = joined(config, configIn(file.bytes, name, what), what);
    if (name === ".manifest") regoVersion = versionIn(file.bytes, what);
  }
  if (files.length === 0) throw broken(what, "it holds no .rego file with rules");
  if (files.length > LIMITS.policyFiles)
    throw broken(what, `it holds more than ${LIMITS.policyFiles} .rego files (limit policyFiles)`);
  const twice = files.find(({ name }, index) => files.findIndex((each) => each.name === name) !== index);
  if (twice !== undefined) throw broken(what, `it holds ${quoted(twice.name)} twice`);
  return { files: files.toSorted((a, b) => compareText(a.name, b.name)), config, regoVersion };
}

/** Whatever the case of its ending, so that no rule is missing without notice. */
export function isRule(name: string): boolean {
  return /\.rego$/i.test(name) && !/_test\.rego$/i.test(name);
}

function isData(name: string): boolean {
  return name.endsWith(".json") && !name.startsWith(".");
}

/** Relative, with no way out: it names the file in messages, and where it is pulled to. */
function safeName(name: string, what: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (parts.length === 0 || parts.includes("..") || /[\0-\x1f\x7f\\:]/.test(name))
    throw broken(what, `it holds a file of the name ${quoted(name)}`);
  return parts.join("/");
}

function decode(bytes: Uint8Array, name: string, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw broken(what, `${quoted(name)} in it is not UTF-8`);
  }
}

/** Rules see `data.config` alone; data anywhere else would be seen by none, and its absence by nobody. */
function configIn(bytes: Uint8Array, name: string, what: string): Record<string, unknown> {
  const data = parse(bytes, name, what);
  // In a bundle a file's folder is where its content belongs.
  const nested = name
    .split("/")
    .slice(0, -1)
    .reduceRight<unknown>((inner, key) => ({ [key]: inner }), data);
  const root = name.endsWith("/data.json") ? nested : data;
  if (!isRecord(root)) throw broken(what, `${quoted(name)} in it is no object`);
  const { config = {}, ...others } = root;
  const [other] = Object.keys(others);
  if (other !== undefined || !isRecord(config))
    throw broken(
      what,
      `${quoted(name)} in it has data at ${quoted(other ?? "config")}, where rules see none: they see data.config`,
    );
  return config;
}

function joined(
  config: Record<string, unknown>,
  more: Record<string, unknown>,
  what: string,
): Record<string, unknown> {
  const twice = Object.keys(more).find((key) => Object.hasOwn(config, key));
  if (twice !== undefined) throw broken(what, `two of its files give data.config.${twice}`);
  return { ...config, ...more };
}

function versionIn(bytes: Uint8Array, what: string): RegoVersion {
  const manifest = parse(bytes, ".manifest", what);
  const version = isRecord(manifest) ? (manifest["rego_version"] ?? 1) : undefined;
  if (version === 0) return "v0";
  if (version === 1) return "v1";
  throw broken(what, "its .manifest names no version of Rego that lumogate knows");
}

function parse(bytes: Uint8Array, name: string, what: string): unknown {
  try {
    return parseJson(decode(bytes, name, what));
  } catch (cause) {
    if (cause instanceof LumogateError) throw cause;
    throw broken(what, `${quoted(name)} in it is not JSON`);
  }
}

/** @param clause `it holds no .rego file` */
export function broken(what: string, clause: string, cause?: unknown): LumogateError {
  return new LumogateError("policy.bundle", `The policy ${what} cannot be used: ${clause}.`, {
    hint: "A bundle is what lumogate policy push, opa build or conftest push make.",
    cause,
  });
}
