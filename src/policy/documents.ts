import type { RegoVersion } from "../model/policy-path.ts";
import type { PolicySource, RuleFinding } from "../model/report.ts";
import { catalogueOf } from "./rules/catalogue.ts";
import { BUILTIN_DECLARATIONS } from "./builtins/index.ts";
import { compileCached } from "./compile/cache.ts";
import { loadPolicyFiles } from "./compile/load.ts";
import { checkData, checkSettingsRead } from "./data/check.ts";
import type { RuleData } from "./data/rule-data.ts";
import { startEvaluator } from "./evaluate/evaluate.ts";
import type { Rule } from "./policy.ts";
import { compareFindings, readFindings } from "./findings/results.ts";

export interface DocumentPolicyRequest {
  /** `.rego` files and folders. */
  readonly paths: readonly string[];
  readonly baseDirectory: string;
  readonly regoVersion: RegoVersion;
  /** Stands under `data` as it is, as conftest has it, and as a whole under `data.config`, as `check` has it. */
  readonly data: RuleData;
  readonly effectiveTime: Date;
  readonly cacheDirectory?: string | undefined;
  readonly signal: AbortSignal;
}

/** Rules ready to judge documents of any kind. Whoever prepares them closes them. */
export interface DocumentPolicy {
  readonly sources: readonly PolicySource[];
  readonly rules: readonly Rule[];
  /** @param about `data.conftest`: which file the document is from */
  judge(document: unknown, target: string, about: unknown): Promise<readonly RuleFinding[]>;
  close(): Promise<void>;
}

/**
 * Makes rules ready for documents that are no inventory: `input` is any JSON, and what is only bad style passes, since the
 * rules may have been written for another program. All rules in all packages judge.
 *
 * @throws LumogateError `policy.*`, `config.*` about the data
 */
export async function prepareDocumentPolicy(request: DocumentPolicyRequest): Promise<DocumentPolicy> {
  const { paths, baseDirectory, regoVersion, effectiveTime, cacheDirectory, signal } = request;
  const data = request.data.value;
  const { modules, sources } = await loadPolicyFiles(paths, baseDirectory);
  const compiling = {
    modules: modules.map(({ path, text }) => ({ path, text, regoVersion })),
    onDemand: [],
    ...BUILTIN_DECLARATIONS,
    lenient: true,
    documents: [...Object.keys(data), "conftest"],
  };
  const compiled = await compileCached(compiling, { cacheDirectory, signal });
  const name = `the rules in ${paths.join(", ")}`;
  const { rules, active, judging } = catalogueOf(
    [{ ...compiled, shipped: false, name, sources, sourcesToCompile: () => Promise.resolve(compiling) }],
    {
      settings: new Map(),
      extends: "none",
      scope: "all",
    },
  );
  // Only rules of lumogate's kind read these, and would be silent without them.
  checkSettingsRead(judging, new Map());
  await checkData(judging, request.data);
  const answering = active.flat();
  const evaluator = startEvaluator([{ wasm: compiled.wasm, name }], { effectiveTime });
  const fixed = {
    ...data,
    settings: {},
    config: data,
    active: Object.fromEntries(answering.map(({ key }) => [key, true])),
  };
  return {
    sources,
    rules,
    async judge(document, target, about) {
      const [results] = await evaluator.evaluate(document, { ...fixed, conftest: about }, signal);
      return (await readFindings(results, answering, target)).toSorted(compareFindings);
    },
    close: () => evaluator.close(),
  };
}
