import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { compileCached } from "../../../src/policy/compile/cache.ts";
import type { CompiledPolicy, CompiledRule, CompileRequest } from "../../../src/policy/compile/contract.ts";
import { requestOf } from "./requests.ts";

// Three compilations, each of a second where the machine is idle, and it seldom is.
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
    ["what is found on demand", { ...REQUEST, onDemand: [] }],
    ["the built-ins", { ...REQUEST, hostBuiltins: [] }],
  ])("is not used when %s changes", async (_what, request) => {
    expect(await fromCache(request)).toBe("compiled");
  });
});

describe("the cache", () => {
  test("is passed over where an entry is damaged, and repaired", async () => {
    await writeFile(entry(), "damage");
    expect(await fromCache()).toBe("compiled");
    await compileCached(REQUEST, { cacheDirectory });
    expect(await fromCache()).toEqual(compiled);
  });

  test("may be a place where nothing can be written", async () => {
    await rm(path.join(cacheDirectory, "policies"), { recursive: true });
    await writeFile(path.join(cacheDirectory, "policies"), "a file in the folder's place");
    expect(comparable(await compileCached(REQUEST, { cacheDirectory }))).toEqual(compiled);
  });
});
