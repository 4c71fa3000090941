import { pushBundle } from "../../bundles/push.ts";
import { shown, terminal } from "../../encode/terminal.ts";
import { LumogateError } from "../../model/error.ts";
import { parseCommandLine } from "../../option-values.ts";
import { compileRego } from "../../policy/compile/compile.ts";
import { loadPolicyFiles } from "../../policy/compile/load.ts";
import { compileRequest } from "../../policy/compile/request.ts";
import { print } from "../../publish/stdout.ts";
import { fetchContext } from "../../request.ts";
import type { CommandContext } from "../context.ts";

/**
 * `lumogate policy push`: rules, checked, into a registry. Prints the address that pins them, to be put into lumogate.yaml.
 *
 * @throws LumogateError `usage.operand`, `policy.*`, `registry.*`
 */
export async function policyPush(args: readonly string[], context: CommandContext): Promise<0> {
  const options = parseCommandLine("policy push", args);
  const [to, ...paths] = options.targets;
  if (to === undefined || paths.length === 0) {
    throw new LumogateError("usage.operand", "lumogate policy push needs to know where to, and what.", {
      hint: "For example: lumogate policy push oci://ghcr.io/acme/policies:1.0 policies/.",
    });
  }
  if (!to.includes("://") && paths.some((each) => each.includes("://"))) {
    throw new LumogateError("usage.operand", `"${to}" is no address, and what is pushed stands behind it.`, {
      hint: "For example: lumogate policy push oci://ghcr.io/acme/policies:1.0 policies/.",
    });
  }
  const { modules } = await loadPolicyFiles(paths, context.directory);
  // What does not compile would stop every pipeline that judges by it.
  await compileRego(compileRequest(modules), { signal: context.signal });
  const bundle = { files: modules, regoVersion: "v1" } as const;
  await print(terminal`${shown(await pushBundle(to, bundle, fetchContext(options, context)))}\n`);
  return 0;
}
