import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { assetUrl } from "../../assets.ts";
import { DiskCache } from "../../disk-cache.ts";
import { LIMITS } from "../../limits.ts";
import { type CompileOptions, compileRego } from "./compile.ts";
import type { CompiledPolicy, CompiledRule, CompileRequest } from "./contract.ts";
import { broken } from "./run.ts";

/** Goes into every key: a new layout of entries finds none of the old ones. */
const LAYOUT = 4;

export interface CacheOptions extends CompileOptions {
  /** Compiled policies are kept in a folder of this one; left out: no cache. */
  readonly cacheDirectory?: string | undefined;
}

/**
 * `compileRego`, or what it answered for the same sources, schema, built-ins and compiler before. Errors are not kept.
 *
 * @throws as `compileRego`
 */
export async function compileCached(
  request: CompileRequest,
  { cacheDirectory, ...options }: CacheOptions = {},
): Promise<CompiledPolicy> {
  if (cacheDirectory === undefined) return compileRego(request, options);
  const cache = new DiskCache(path.join(cacheDirectory, "policies"), {
    entries: LIMITS.cachedPolicies,
    bytes: LIMITS.cachedPoliciesBytes,
    entryBytes: LIMITS.cachedPolicyBytes,
  });
  const key = cacheKey(request, await compilerDigest());
  const kept = decode(await cache.get(key));
  if (kept !== undefined) return kept;
  const compiled = await compileRego(request, options);
  await cache.put(key, encode(compiled));
  return compiled;
}

function cacheKey(request: CompileRequest, compiler: string): string {
  const { modules, schema, onDemand, hostBuiltins, opaBuiltins, otherRules, lenient, documents } = request;
  const parts = [
    LAYOUT,
    compiler,
    modules.map((module) => [module.path, module.text, module.regoVersion ?? "v1"]),
    schema ?? null,
    onDemand,
    hostBuiltins.map(({ name, args, result }) => [name, args, result]),
    opaBuiltins,
    otherRules ?? null,
    lenient ?? false,
    documents ?? [],
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The compiler's sha256, as its build wrote it down: to hash it here would take longer than to read the cache. */
async function compilerDigest(): Promise<string> {
  try {
    const about = JSON.parse(await readFile(assetUrl("rego-compiler.json"), "utf8")) as { sha256: string };
    return about.sha256;
  } catch (cause) {
    throw broken("its description, rego-compiler.json, cannot be read", cause);
  }
}

/** An entry is the rules, on a line of their own, and the module. */
function encode({ rules, wasm }: CompiledPolicy): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(rules)}\n`), wasm]);
}

function decode(entry: Buffer | undefined): CompiledPolicy | undefined {
  if (entry === undefined) return undefined;
  const wasmAt = entry.indexOf("\n") + 1;
  try {
    return {
      rules: JSON.parse(entry.toString("utf8", 0, wasmAt)) as readonly CompiledRule[],
      wasm: Uint8Array.from(entry.subarray(wasmAt)),
    };
  } catch {
    return undefined;
  }
}
