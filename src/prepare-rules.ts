import path from "node:path";
import { fetchPolicies, pathsAndAddresses } from "./bundles/index.ts";
import type { Config } from "./config/config.ts";
import { readDataFiles } from "./config/data.ts";
import { loadConfig } from "./config/load.ts";
import type { InspectRequest } from "./inspect.ts";
import { LumogateError } from "./model/error.ts";
import { didYouMean, whichRules } from "./nearest.ts";
import { mergeData } from "./policy/data/rule-data.ts";
import { preparePolicy } from "./policy/index.ts";
import type { Policy } from "./policy/policy.ts";
import { waiverTerms, type WaiverTerms } from "./policy/waivers/apply.ts";
import { checkWaivers } from "./policy/waivers/check.ts";
import { loadTrust, type Trust } from "./signatures/trust.ts";

/** By what is judged. */
export interface Rules {
  readonly config: Config;
  readonly policy: Policy;
  readonly terms: WaiverTerms;
  readonly trust: Trust;
}

export interface RulesRequest extends Pick<InspectRequest, "source" | "scope"> {
  /** lumogate.yaml as the user named it; left out: the default one, if it is there. */
  readonly configFile?: string;
  /** `.rego` files and folders, and addresses of bundles, besides the configuration's. */
  readonly policyPaths: readonly string[];
  /** JSON or YAML that rules read as `data.config`, besides the configuration's `data`. */
  readonly dataFiles: readonly string[];
  /** The current directory: what the paths above are relative to. */
  readonly directory: string;
  /** The moment at which it is judged; the report says so. */
  readonly effectiveTime: Date;
  /** Ids of rules of which the report is to say why they did or did not fire. */
  readonly explain: readonly string[];
}

/**
 * All that is judged by: the configuration, its rules and the user's, their data, waivers, and whose signatures count. Whatever can
 * be wrong with them is found here, before any image is opened.
 *
 * @returns rules whose policy has to be closed
 * @throws LumogateError `config.*`, `policy.*`, `registry.*`, `usage.explain`; the reason of `request.source.signal`
 */
export async function prepareRules(request: RulesRequest): Promise<Rules> {
  const { registry, ...source } = request.source;
  const config = await loadConfig(request.configFile, request.directory);
  const { paths, addresses } = pathsAndAddresses([...config.policies, ...request.policyPaths]);
  const bundles = await fetchPolicies(addresses, { ...registry, ...source });
  const policy = await preparePolicy({
    ...source,
    paths,
    bundles,
    baseDirectory: request.directory,
    rules: config.rules,
    extends: config.extends,
    scope: request.scope,
    data: mergeData([
      ...bundles.map(({ config: value, pinned }) => ({ value, locate: () => ({ file: pinned }) })),
      config.data,
      ...(await readDataFiles(request.dataFiles, request.directory)),
    ]),
    effectiveTime: request.effectiveTime,
  });
  try {
    refuseNone(policy, config);
    refuseUnknown(request.explain, policy);
    const folder = path.resolve(request.directory, path.dirname(config.path ?? "."));
    const trust = await loadTrust(config.rules, folder);
    return { config, policy, trust, terms: checkedTerms(config, policy, request) };
  } catch (cause) {
    await policy.close();
    throw cause;
  }
}

/** What nobody judged did not pass. */
function refuseNone({ rules }: Policy, { path: file }: Config): void {
  if (rules.some(({ active }) => active)) return;
  const where = file === undefined ? ": no lumogate.yaml is here and no --policy was given" : ` in ${file}`;
  throw new LumogateError("config.no-rules", `No rule is active, so there is nothing to judge by${where}.`, {
    hint: 'Say "extends: recommended" in lumogate.yaml, or name a rule under rules: lumogate policy docs describes them all.',
  });
}

function refuseUnknown(explain: readonly string[], { rules }: Policy): void {
  const ids = rules.map(({ id }) => id);
  const unknown = explain.find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw new LumogateError(
    "usage.explain",
    `There is no rule ${JSON.stringify(unknown)} to explain.${didYouMean(unknown, ids)}`,
    { hint: whichRules(unknown, ids) },
  );
}

/** Which rules there are for a waiver to name is known only once they are compiled. */
function checkedTerms(
  { waivers, waiverDays }: Config,
  { rules }: Policy,
  { effectiveTime }: RulesRequest,
): WaiverTerms {
  const ids = rules.map(({ id }) => id);
  checkWaivers(waivers, ids, effectiveTime, waiverDays);
  return waiverTerms(waivers, effectiveTime, waiverDays);
}
