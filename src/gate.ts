import { loadConfig } from "./config/load.ts";
import type { InspectRequest } from "./inspect.ts";
import { judgeTarget, type Rules } from "./judge.ts";
import { LumogateError, reportError } from "./model/error.ts";
import type { FailOn, Report } from "./model/report.ts";
import { preparePolicy } from "./policy/index.ts";
import { composeReport, type Judged } from "./report.ts";

/** What the entries, the command line and the Action, ask of the gate. */
export interface GateRequest extends InspectRequest {
  /** What to judge, as the user named it. */
  readonly targets: readonly string[];
  /** lumogate.yaml as the user named it; left out: the default one, if it is there. */
  readonly configFile?: string;
  /** `.rego` files and folders besides the configuration's. */
  readonly policyPaths: readonly string[];
  /** The current directory: what the paths above are relative to. */
  readonly directory: string;
  readonly failOn: FailOn;
  /** When this is; the report says so. */
  readonly effectiveTime: Date;
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
    return composeReport(request, rules.policy, images);
  } catch (cause) {
    request.source.signal.throwIfAborted();
    return composeReport(request, rules?.policy, [], reportError(cause));
  } finally {
    await rules?.policy.close();
  }
}

async function prepareRules(request: GateRequest): Promise<Rules> {
  const { signal, cacheDirectory } = request.source;
  const config = await loadConfig(request.configFile, request.directory, request.scope);
  const policy = await preparePolicy({
    paths: [...config.policies, ...request.policyPaths],
    baseDirectory: request.directory,
    rules: config.rules,
    data: config.data,
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    signal,
  });
  if (policy.rules.some(({ active }) => active)) return { config, policy };
  await policy.close();
  throw new LumogateError(
    "config.no-rules",
    `No rule is active, so there is nothing to judge by${config.path === undefined ? ": no lumogate.yaml is here and no --policy was given" : ` in ${config.path}`}.`,
    {
      hint: 'Write lumogate.yaml, for a start with "rules: { packages.banned: { packages: [telnet] } }", or look at an image with lumogate inspect.',
    },
  );
}
