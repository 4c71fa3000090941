import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { assetUrl } from "../../assets.ts";
import { LIMITS } from "../../limits.ts";
import { type CompileOptions, compileRego } from "./compile.ts";
import type { CompiledPolicy, CompiledRule, CompileRequest } from "./contract.ts";
import { broken } from "./run.ts";

/** Goes into every key: a new layout of entries finds none of the old ones. */
const LAYOUT = 1;
const SUFFIX = ".policy";

export interface CacheOptions extends CompileOptions {
  /** Compiled policies are kept in a folder of this one; left out: no cache. */
  readonly cacheDirectory?: string | undefined;
}

/**
 * `compileRego`, or what it answered for the same sources, schema, built-ins and compiler before. Errors are not kept.
 * An entry that is damaged, or that somebody else could have written, counts as none; a cache that cannot be
 * written costs time and is no error.
 *
 * @throws as `compileRego`
 */
export async function compileCached(
  request: CompileRequest,
  { cacheDirectory, ...options }: CacheOptions = {},
): Promise<CompiledPolicy> {
  if (cacheDirectory === undefined) return compileRego(request, options);
  const directory = path.join(cacheDirectory, "policies");
  const key = cacheKey(request, await compilerDigest());
  const file = path.join(directory, `${key}${SUFFIX}`);
  const kept = await read(file, key);
  if (kept !== undefined) return kept;
  const compiled = await compileRego(request, options);
  await write(directory, file, encode(key, compiled)).catch(() => {});
  return compiled;
}

function cacheKey({ modules, schema, hostBuiltins }: CompileRequest, compiler: string): string {
  const parts = [
    LAYOUT,
    compiler,
    modules.map((module) => [module.path, module.text]),
    schema,
    hostBuiltins.map(({ name, args, result }) => [name, args, result]),
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

/** An entry is a digest, the rules and the module, in this order, each of the first two on a line of its own. */
function encode(key: string, { rules, wasm }: CompiledPolicy): Buffer {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(rules)}\n`), wasm]);
  return Buffer.concat([Buffer.from(`${entryDigest(key, body)}\n`), body]);
}

function decode(key: string, entry: Buffer): CompiledPolicy | undefined {
  const bodyAt = entry.indexOf("\n") + 1;
  const body = entry.subarray(bodyAt);
  if (entryDigest(key, body) !== entry.toString("latin1", 0, Math.max(0, bodyAt - 1))) return undefined;
  const wasmAt = body.indexOf("\n") + 1;
  return {
    rules: JSON.parse(body.toString("utf8", 0, wasmAt)) as readonly CompiledRule[],
    wasm: Uint8Array.from(body.subarray(wasmAt)),
  };
}

/** The key is part of it, so that an entry under the name of another is damaged. */
function entryDigest(key: string, body: Uint8Array): string {
  return createHash("sha256").update(key).update(body).digest("hex");
}

async function read(file: string, key: string): Promise<CompiledPolicy | undefined> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile() || !isOurs(stat) || stat.size > LIMITS.cachedPolicyBytes) return undefined;
    const kept = decode(key, await handle.readFile());
    // The least recently used goes first. It is no matter if that cannot be noted.
    if (kept !== undefined) await utimes(file, new Date(), new Date()).catch(() => {});
    return kept;
  } catch {
    return undefined;
  }
}

/** Written by this user, and writable by nobody else. Windows has neither owners nor modes in this sense. */
function isOurs({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** Under a name of its own, then renamed: whoever reads at the same time sees no entry, or all of it. */
async function write(directory: string, file: string, entry: Uint8Array): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (!isOurs(await lstat(directory))) return;
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, entry, { flag: "wx", mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await prune(directory);
}

/** Removes what was not used for longest, of the entries and of what interrupted runs left behind. */
async function prune(directory: string): Promise<void> {
  const names = await readdir(directory);
  await keepNewest(
    directory,
    names.filter((name) => name.endsWith(SUFFIX)),
  );
  await keepNewest(
    directory,
    names.filter((name) => name.includes(`${SUFFIX}.`)),
  );
}

async function keepNewest(directory: string, names: readonly string[]): Promise<void> {
  if (names.length <= LIMITS.cachedPolicies) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(directory, name);
      return { file, used: (await lstat(file)).mtimeMs };
    }),
  );
  const old = files.toSorted((a, b) => b.used - a.used).slice(LIMITS.cachedPolicies);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}
