import { readFile } from "node:fs/promises";
import { assetUrl } from "../../assets.ts";
import { LumogateError, messageOf } from "../../model/error.ts";
import type { CompiledRule, CompileRequest, PolicyModule } from "../compile/contract.ts";
import type { PolicySet } from "./policy-set.ts";

/** dist/policies.json, beside the module of the same name. */
export interface ShippedCatalogue {
  /** Over the sources of the rules. */
  readonly digest: string;
  readonly rules: readonly CompiledRule[];
}

export const SHIPPED_MODULE = "policies.wasm";
export const SHIPPED_CATALOGUE = "policies.json";
/** The rules as they are written, a list of modules: only `check --explain` reads it. */
export const SHIPPED_SOURCES = "policies-sources.json";

/**
 * The rules that we ship, as they were compiled when lumogate was built: a verdict by them alone never starts the Rego
 * compiler.
 *
 * @throws LumogateError `policy.not-built`
 */
export async function loadShippedPolicy(): Promise<PolicySet> {
  try {
    const [json, wasm] = await Promise.all([
      readFile(assetUrl(SHIPPED_CATALOGUE), "utf8"),
      readFile(assetUrl(SHIPPED_MODULE)),
    ]);
    const { digest, rules } = JSON.parse(json) as ShippedCatalogue;
    return {
      shipped: true,
      name: "the shipped rules",
      sources: [{ source: "shipped", digest }],
      rules,
      wasm: new Uint8Array(wasm),
      sourcesToCompile: loadShippedSources,
    };
  } catch (cause) {
    throw new LumogateError(
      "policy.not-built",
      `The rules that lumogate ships cannot be read: ${messageOf(cause)}.`,
      { hint: "Install lumogate again; in its repository, run npm run build:policies.", cause },
    );
  }
}

async function loadShippedSources(): Promise<CompileRequest> {
  const { compileRequest } = await import("../compile/request.ts");
  const text = await readFile(assetUrl(SHIPPED_SOURCES), "utf8");
  return compileRequest(JSON.parse(text) as readonly PolicyModule[]);
}
