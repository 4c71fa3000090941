import { pathsAndAddresses } from "../../bundles/index.ts";
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
  const named =
    options.targets.length > 0 ? options.targets : (await loadConfig(undefined, directory)).policies;
  // Bundles are tested where they are made.
  const { paths } = pathsAndAddresses(named);
  if (paths.length === 0) {
    throw new LumogateError("usage.operand", "No policy was named.", {
      hint: `Name a folder with rules, or list it in ${DEFAULT_CONFIG} under policies.`,
    });
  }
  const { modules } = await loadPolicyFiles(paths, directory, { tests: true });
  // What the configuration says of a file counts as well.
  return modules.map((module) => (options.one("rego") === "v0" ? { ...module, regoVersion: "v0" } : module));
}

/** What the rules judge: `--input`. */
export function inputKind(options: OptionValues): "image" | "any" {
  return options.one("input") === "any" ? "any" : "image";
}
