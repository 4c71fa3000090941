import { fetchPolicies, pathsAndAddresses } from "../../bundles/index.ts";
import { join } from "../../encode/encoded.ts";
import { json } from "../../encode/json.ts";
import { shownLines, terminal } from "../../encode/terminal.ts";
import { type OptionValues, parseCommandLine } from "../../option-values.ts";
import { parseOutputs, writeOutputs } from "../../outputs.ts";
import type { Rule } from "../../policy/policy.ts";
import type { PolicySet } from "../../policy/rules/policy-set.ts";
import { loadShippedPolicy } from "../../policy/rules/shipped.ts";
import type { ReporterOf } from "../../reporters/reporter.ts";
import { cacheRoot, fetchContext } from "../../request.ts";
import type { CommandContext } from "../context.ts";
import { ruleDocument, rulesMarkdown } from "./rule-docs.ts";
import { rulesIn } from "./shipped-rules.ts";

const REPORTERS: readonly [ReporterOf<readonly Rule[]>, ReporterOf<readonly Rule[]>] = [
  {
    name: "markdown",
    // For a log or a page: what a rule says of itself may come from others, in a bundle.
    render: (rules) => terminal`${join(shownLines(rulesMarkdown(rules)), "\n")}\n`,
  },
  { name: "json", render: (rules) => json(rules.map(ruleDocument)) },
];

/**
 * `lumogate policy docs`: the rules that were named, else those that lumogate ships, from what their METADATA says.
 *
 * @throws LumogateError `usage.*`, `policy.*`
 */
export async function policyDocs(args: readonly string[], context: CommandContext): Promise<0> {
  const options = parseCommandLine("policy docs", args);
  const outputs = parseOutputs(options.all("output"), REPORTERS);
  const rules = await rulesOf(options, context);
  await writeOutputs(outputs, rules, context.terminal);
  return 0;
}

async function rulesOf(options: OptionValues, context: CommandContext): Promise<readonly Rule[]> {
  const shipped = await loadShippedPolicy();
  const set = options.targets.length === 0 ? shipped : await namedPolicy(options, context, shipped);
  return rulesIn(set);
}

async function namedPolicy(
  options: OptionValues,
  context: CommandContext,
  shipped: PolicySet,
): Promise<PolicySet> {
  const { paths, addresses } = pathsAndAddresses(options.targets);
  const [{ compileUserPolicy }, bundles] = await Promise.all([
    import("../../policy/rules/user.ts"),
    fetchPolicies(addresses, fetchContext(options, context)),
  ]);
  const cacheDirectory = cacheRoot(context.env);
  return compileUserPolicy(
    {
      paths,
      bundles,
      baseDirectory: context.directory,
      ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
      signal: context.signal,
    },
    shipped.rules.map(({ id }) => id),
  );
}
