import { LIMITS } from "../../src/limits.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import type { RuleFinding } from "../../src/model/report.ts";
import { catalogueOf } from "../../src/policy/rules/catalogue.ts";
import { toBytes } from "../../src/policy/evaluate/evaluate.ts";
import { evaluateModule } from "../../src/policy/evaluate/host.ts";
import { compareFindings, readFindings } from "../../src/policy/findings/results.ts";
import { prepareSettings } from "../../src/policy/settings/validate.ts";
import { loadShippedPolicy } from "../../src/policy/rules/shipped.ts";

export const shipped = await loadShippedPolicy();
const module = await WebAssembly.compile(shipped.wasm);

/** One shipped rule over one inventory, from settings as the user writes them; without the worker around it. */
export async function judge(
  rule: string,
  settings: Readonly<Record<string, unknown>>,
  judged: Inventory,
  now = new Date(0),
): Promise<readonly RuleFinding[]> {
  const { active } = catalogueOf([shipped], {
    settings: new Map([[rule, { off: false, settings }]]),
    extends: "none",
    scope: "all",
  });
  const data = {
    settings: { [rule]: await prepareSettings({ id: rule, origin: "shipped" }, settings) },
    active: Object.fromEntries(active.flat().map(({ key }) => [key, true])),
  };
  const results = await evaluateModule(module, {
    input: toBytes(judged),
    data: toBytes(data),
    memoryBytes: LIMITS.evaluateBytes,
    nowNs: BigInt(now.getTime()) * 1_000_000n,
  });
  return (await readFindings(results, active.flat(), "example")).toSorted(compareFindings);
}

export async function messages(...args: Parameters<typeof judge>): Promise<string[]> {
  return (await judge(...args)).map(({ message }) => message);
}
