import type { Plugin } from "rolldown";

const REPLACED = /\/@open-policy-agent\/opa-wasm\/src\/builtins\/index\.js$/;

/**
 * Leaves out the built-ins that OPA's SDK brings: we link policies with our own (`src/policy/evaluate/host.ts`), and the SDK's need
 * a YAML parser that takes longer to load than all the rest of the evaluation's thread.
 */
export function unusedSdkBuiltins(): Plugin {
  return {
    name: "unused-sdk-builtins",
    load(id) {
      return REPLACED.test(id.replaceAll("\\", "/")) ? "module.exports = {};" : null;
    },
  };
}
