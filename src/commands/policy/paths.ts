import { DEFAULT_CONFIG, loadConfig } from "../../config/load.ts";
import { LumogateError } from "../../model/error.ts";
import type { OptionValues } from "../../option-values.ts";
import { type LoadedModule, loadPolicyFiles } from "../../policy/compile/load.ts";

/**
 * The rules and tests that a command is about: those that were named, else the policies of lumogate.yaml.
 *
 * @throws LumogateError `usage.operand` where neither names any; `config.*`, `policy.*`
 */
export async function rulesAndTests(
  options: OptionValues,
  directory: string,
): Promise<readonly LoadedModule[]> {
  const paths =
    options.targets.length > 0 ? options.targets : (await loadConfig(undefined, directory)).policies;
  if (paths.length === 0) {
    throw new LumogateError("usage.operand", "No policy was named.", {
      hint: `Name a folder with rules, or list it in ${DEFAULT_CONFIG} under policies.`,
    });
  }
  const { modules } = await loadPolicyFiles(paths, directory, { tests: true });
  const regoVersion = options.one("rego") === "v0" ? "v0" : "v1";
  return modules.map((module) => ({ ...module, regoVersion }));
}
