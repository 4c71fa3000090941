import type { RuleExplanation } from "../model/explanation.ts";
import type { Inventory } from "../model/inventory.ts";
import type { RuleFinding } from "../model/report.ts";
import { catalogueOf } from "./rules/catalogue.ts";
import { checkData, checkSettingsRead } from "./data/check.ts";
import { startEvaluator } from "./evaluate/evaluate.ts";
import type { Policy, PolicyRequest, Rule, RuleSetting } from "./policy.ts";
import type { PolicySet } from "./rules/policy-set.ts";
import { pruned } from "./evaluate/pruned-input.ts";
import { compareFindings, readFindings } from "./findings/results.ts";
import { checkSetting, prepareSettings } from "./settings/validate.ts";
import { loadShippedPolicy } from "./rules/shipped.ts";

/**
 * Makes all rules ready to judge: those that we ship and the user's. The evaluation's worker is started, and has to
 * be closed.
 *
 * @throws LumogateError `policy.*`, `config.*` about the rules' settings; the signal's reason
 */
export async function preparePolicy(request: PolicyRequest): Promise<Policy> {
  const sets = await loadSets(request);
  const settings = new Map(Object.entries(request.rules));
  const catalogue = catalogueOf(sets, { ...request, settings });
  const { rules, active, needs } = catalogue;
  for (const rule of rules) await checkSetting(rule, settings.get(rule.id), request.scope);
  checkSettingsRead(catalogue.judging, settings);
  await checkData(catalogue.judging, request.data);
  const data = {
    settings: await settingsData(rules, settings),
    config: request.data.value,
    active: Object.fromEntries(active.flat().map(({ key }) => [key, true])),
  };
  const judging = sets.flatMap((set, index) => {
    const answering = active[index] ?? [];
    return answering.length === 0 ? [] : [{ wasm: set.wasm, name: set.name, answering }];
  });
  const evaluator = startEvaluator(judging, { effectiveTime: request.effectiveTime });
  return {
    sources: sets.flatMap(({ sources }) => sources),
    rules,
    needs,
    async judge(inventory: Inventory, target: string): Promise<readonly RuleFinding[]> {
      const input = pruned(
        inventory,
        catalogue.judging.map(({ compiled }) => compiled),
      );
      const resultSets = await evaluator.evaluate(input, data, request.signal);
      const findings = judging.map(({ answering }, index) =>
        readFindings(resultSets[index], answering, target),
      );
      return (await Promise.all(findings)).flat().toSorted(compareFindings);
    },
    async explain(id: string, inventory: Inventory): Promise<RuleExplanation> {
      const rule = rules.find((each) => each.id === id);
      if (rule === undefined) throw new RangeError(`there is no rule ${id}`);
      const own = active.map((answering) => answering.filter((each) => each.id === id).map(({ key }) => key));
      const index = own.findIndex((keys) => keys.length > 0);
      const { explainRule } = await import("./tools/explain.ts");
      const { effectiveTime, signal } = request;
      const of = { rule, keys: own[index] ?? [], set: sets[index] };
      return explainRule({ ...of, inventory, data, effectiveTime, signal });
    },
    close: () => evaluator.close(),
  };
}

async function loadSets(request: PolicyRequest): Promise<readonly PolicySet[]> {
  const shipped = await loadShippedPolicy();
  if (request.paths.length + request.bundles.length === 0) return [shipped];
  // Most checks have no policy of the user's, and need none of this.
  const { compileUserPolicy } = await import("./rules/user.ts");
  return [
    shipped,
    await compileUserPolicy(
      request,
      shipped.rules.map(({ id }) => id),
    ),
  ];
}

/** `data.settings`: by rule id. */
async function settingsData(
  rules: readonly Rule[],
  settings: ReadonlyMap<string, RuleSetting>,
): Promise<Record<string, unknown>> {
  const entries = rules.map(async (rule) => {
    const own = settings.get(rule.id)?.settings;
    return own === undefined || !rule.active ? [] : [[rule.id, await prepareSettings(rule, own)] as const];
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}
