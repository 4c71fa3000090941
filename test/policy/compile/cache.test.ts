import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { compileCached } from "../../../src/policy/compile/cache.ts";
import type { CompiledPolicy, CompiledRule, CompileRequest } from "../../../src/policy/compile/contract.ts";
import { requestOf } from "./requests.ts";

// Five compilations, each of a second where the machine is idle, and it seldom is.
vi.setConfig({ testTimeout: 120_000 });

const REQUEST = requestOf({ "a.rego": 'package a\n\ndeny contains "é" if input.os.id == "x"' });

let original: string;
let compiled: Comparable;
let name: string;
let cacheDirectory: string;

/** The entry is compiled once, and put into a fresh cache for each test. */
beforeAll(async () => {
  original = await mkdtemp(path.join(os.tmpdir(), "lumogate-cache-"));
  compiled = comparable(await compileCached(REQUEST, { cacheDirectory: original }));
  [name = ""] = await readdir(path.join(original, "policies"));
});
afterAll(() => rm(original, { recursive: true }));

beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(os.tmpdir(), "lumogate-cache-"));
  await mkdir(path.join(cacheDirectory, "policies"), { mode: 0o700 });
  await writeFile(entry(), await readFile(path.join(original, "policies", name)), { mode: 0o600 });
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

function entry(): string {
  return path.join(cacheDirectory, "policies", name);
}

interface Comparable {
  readonly rules: readonly CompiledRule[];
  /** As text: to compare 100,000 elements one by one takes vitest a second. */
  readonly wasm: string;
}

function comparable({ rules, wasm }: CompiledPolicy): Comparable {
  return { rules, wasm: Buffer.from(wasm).toString("base64") };
}

/** With a deadline that no compilation meets, only the cache can answer. */
async function fromCache(request: CompileRequest = REQUEST): Promise<Comparable | "compiled"> {
  return compileCached(request, { cacheDirectory, deadlineMs: 1 }).then(comparable, (error: unknown) => {
    expect(error).toMatchObject({ code: "policy.timeout" });
    return "compiled";
  });
}

describe("a cached policy", () => {
  test("is what the compiler answered", async () => {
    expect(await fromCache()).toEqual(compiled);
  });

  test.each<[string, CompileRequest]>([
    ["a text", requestOf({ "a.rego": 'package a\n\ndeny contains "e" if input.os.id == "x"' })],
    ["a path", requestOf({ "b.rego": REQUEST.modules[0]?.text ?? "" })],
    ["the schema", { ...REQUEST, schema: { type: "object" } }],
    ["the built-ins", { ...REQUEST, hostBuiltins: [] }],
  ])("is not used when %s changes", async (_what, request) => {
    expect(await fromCache(request)).toBe("compiled");
  });
});

describe("an entry of the cache is not used", () => {
  test.each<[string, (content: Buffer) => Uint8Array]>([
    ["cut short", (content) => content.subarray(0, -1)],
    ["empty", () => Buffer.alloc(0)],
    ["changed in one bit", (content) => content.map((byte, at) => (at === 200 ? byte ^ 1 : byte))],
    ["without a digest", (content) => content.subarray(content.indexOf("\n") + 1)],
  ])("where it is %s", async (_what, damage) => {
    await writeFile(entry(), damage(await readFile(entry())));
    expect(await fromCache()).toBe("compiled");
  });

  test("where it is another policy's under this name", async () => {
    const other = requestOf({ "a.rego": 'package a\n\ndeny contains "other"' });
    const otherDirectory = path.join(cacheDirectory, "other");
    await compileCached(other, { cacheDirectory: otherDirectory });
    const [otherName = ""] = await readdir(path.join(otherDirectory, "policies"));
    await rm(entry());
    await link(path.join(otherDirectory, "policies", otherName), entry());
    expect(await fromCache()).toBe("compiled");
  });

  test.runIf(process.getuid)("where others may write to it", async () => {
    await chmod(entry(), 0o620);
    expect(await fromCache()).toBe("compiled");
  });

  test("where it is a link", async () => {
    const target = path.join(cacheDirectory, "elsewhere");
    await writeFile(target, await readFile(entry()), { mode: 0o600 });
    await rm(entry());
    await symlink(target, entry());
    expect(await fromCache()).toBe("compiled");
  });
});

describe("the cache", () => {
  test("may be a place where nothing can be written", async () => {
    await rm(path.join(cacheDirectory, "policies"), { recursive: true });
    await writeFile(path.join(cacheDirectory, "policies"), "a file in the folder's place");
    expect(comparable(await compileCached(REQUEST, { cacheDirectory }))).toEqual(compiled);
  });

  test("serves runs that replace a damaged entry at the same time, and keeps what was used last", async () => {
    const folder = path.join(cacheDirectory, "policies");
    await writeFile(entry(), "damage");
    const old = Array.from({ length: LIMITS.cachedPolicies }, (_, at) => path.join(folder, `${at}.policy`));
    for (const [at, file] of old.entries()) {
      await writeFile(file, "");
      await utimes(file, at, at);
    }
    const both = await Promise.all([1, 2].map(() => compileCached(REQUEST, { cacheDirectory })));
    expect(both.map(comparable)).toEqual([compiled, compiled]);
    expect(await fromCache()).toEqual(compiled);
    const names = await readdir(folder);
    expect(names).toHaveLength(LIMITS.cachedPolicies);
    expect(names).not.toContain("0.policy");
    expect(names).toContain("1.policy");
  });
});
