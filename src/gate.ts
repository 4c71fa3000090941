import path from "node:path";
import { fetchPolicies, pathsAndAddresses } from "./bundles/index.ts";
import type { Config } from "./config/config.ts";
import { readDataFiles } from "./config/data.ts";
import { loadConfig } from "./config/load.ts";
import type { InspectRequest } from "./inspect.ts";
import { judgeTarget, type Rules } from "./judge.ts";
import { LumogateError, reportError } from "./model/error.ts";
import type { FailOn, Notice, Report, ReportedError } from "./model/report.ts";
import { didYouMean } from "./nearest.ts";
import { preparePolicy } from "./policy/index.ts";
import { mergeData } from "./policy/data/rule-data.ts";
import type { Policy } from "./policy/policy.ts";
import { waiverTerms, type WaiverTerms } from "./policy/waivers/apply.ts";
import { checkWaivers } from "./policy/waivers/check.ts";
import { strictError, waiverNotices } from "./policy/waivers/notices.ts";
import { composeReport, type Judged } from "./report.ts";
import { loadTrust } from "./signatures/trust.ts";

/** What the entries, the command line and the Action, ask of the gate. */
export interface GateRequest extends InspectRequest {
  /** What to judge, as the user named it. */
  readonly targets: readonly string[];
  /** lumogate.yaml as the user named it; left out: the default one, if it is there. */
  readonly configFile?: string;
  /** `.rego` files and folders besides the configuration's. */
  readonly policyPaths: readonly string[];
  /** JSON or YAML that rules read as `data.config`, besides the configuration's `data`. */
  readonly dataFiles: readonly string[];
  /** The current directory: what the paths above are relative to. */
  readonly directory: string;
  readonly failOn: FailOn;
  /** The moment at which it is judged; the report says so. */
  readonly effectiveTime: Date;
  /** Ids of rules to explain. */
  readonly explain: readonly string[];
  /** Whether the user said so, and not the clock. */
  readonly isTimeGiven: boolean;
}

/**
 * The gate: rules first, since they may be broken, then the inventory of each image, its findings, the verdict.
 *
 * @returns a report, also of what could not be judged
 * @throws nothing but the reason of `request.source.signal`, once everything is cleaned up
 */
export async function gate(request: GateRequest): Promise<Report> {
  let rules: Rules | undefined;
  try {
    rules = await prepareRules(request);
    const images: Judged[] = [];
    for (const target of request.targets) images.push(...(await judgeTarget(target, rules, request)));
    return composeReport(request, rules.policy, images, afterwards(rules, images, request));
  } catch (cause) {
    request.source.signal.throwIfAborted();
    return composeReport(request, rules?.policy, [], { error: reportError(cause) });
  } finally {
    await rules?.policy.close();
  }
}

async function prepareRules(request: GateRequest): Promise<Rules> {
  const { signal, cacheDirectory } = request.source;
  const config = await loadConfig(request.configFile, request.directory);
  const { paths, addresses } = pathsAndAddresses([...config.policies, ...request.policyPaths]);
  const { registry, ...source } = request.source;
  const bundles = await fetchPolicies(addresses, { ...registry, ...source });
  const policy = await preparePolicy({
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
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    effectiveTime: request.effectiveTime,
    signal,
  });
  try {
    const folder = path.resolve(request.directory, path.dirname(config.path ?? "."));
    const trust = await loadTrust(config.rules, folder);
    return { config, policy, terms: checkedTerms(config, policy, request), trust };
  } catch (cause) {
    await policy.close();
    throw cause;
  }
}

/** What else can be wrong with a configuration once all rules are known. */
function checkedTerms(
  config: Config,
  { rules }: Policy,
  { effectiveTime, explain }: GateRequest,
): WaiverTerms {
  const { waivers, waiverDays } = config;
  if (!rules.some(({ active }) => active)) {
    throw new LumogateError(
      "config.no-rules",
      `No rule is active, so there is nothing to judge by${config.path === undefined ? ": no lumogate.yaml is here and no --policy was given" : ` in ${config.path}`}.`,
      {
        hint: 'Say "extends: recommended" in lumogate.yaml, or name a rule under rules: lumogate policy docs describes them all.',
      },
    );
  }
  const ids = rules.map(({ id }) => id);
  const unknown = explain.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw noSuchRule(unknown, ids);
  checkWaivers(waivers, ids, effectiveTime, waiverDays);
  return waiverTerms(waivers, effectiveTime, waiverDays);
}

function noSuchRule(id: string, ids: readonly string[]): LumogateError {
  return new LumogateError(
    "usage.explain",
    `There is no rule ${JSON.stringify(id)} to explain.${didYouMean(id, ids)}`,
    { hint: `Rules are: ${ids.join(", ")}.` },
  );
}

/** Said in every report: at another time other waivers hold, and other rules are in force. */
function timeNotice(effectiveTime: Date): Notice {
  return {
    code: "time.given",
    message: `It was judged as of ${effectiveTime.toISOString()}, as --effective-time says, and not as of today.`,
    hint: "Waivers that have ended since, and rules that were not yet in force, count as they did then.",
  };
}

/** What can be said of the configuration only once all images are judged. */
function afterwards(
  { config, policy }: Rules,
  judged: readonly Judged[],
  { effectiveTime, isTimeGiven }: GateRequest,
): { readonly notices: readonly Notice[]; readonly error?: ReportedError } {
  const uses = judged.flatMap(({ waivers }) => (waivers === undefined ? [] : [waivers]));
  const allJudged = judged.every(({ image }) => image.verdict !== "error");
  const notices = [
    ...(isTimeGiven ? [timeNotice(effectiveTime)] : []),
    ...waiverNotices(config.waivers, uses, policy.rules, { effectiveTime, allJudged }),
  ];
  const error = config.strict ? strictError(notices) : undefined;
  return { notices, ...(error === undefined ? {} : { error }) };
}
