import type { Plugin } from "rolldown";

/**
 * Modules that dockerode and docker-modem require at their top, but need only for a build (gRPC, protobuf) or
 * for an engine behind ssh. Together they take longer to load than everything else; a check of a local image needs none.
 */
const LAZY: Record<string, readonly string[]> = {
  "dockerode/lib/docker.js": ["./session"],
  "dockerode/lib/util.js": [],
  "docker-modem/lib/modem.js": ["./ssh"],
};

/** Turns `x = require("./y")` of the modules above into a function that requires on its first call. */
export function lazyRequires(): Plugin {
  return {
    name: "lazy-requires",
    transform(code, id) {
      const key = Object.keys(LAZY).find((suffix) => id.replaceAll("\\", "/").endsWith(suffix));
      return key === undefined ? null : (LAZY[key] ?? []).reduce(makeLazy, code);
    },
  };
}

function makeLazy(code: string, module: string): string {
  const eager = new RegExp(`= require\\('${module.replace(".", "\\.")}'\\)`);
  if (!eager.test(code))
    throw new Error(`There is no top-level require('${module}') any more; look at LAZY again.`);
  return code.replace(eager, `= function () { return require('${module}').apply(this, arguments); }`);
}
