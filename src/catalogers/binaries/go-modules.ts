import { LIMITS } from "../../limits.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { decodeUtf8 } from "../../text.ts";
import type { ParsedFile } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import type { GoBuildInfo } from "./go-build-info.ts";
import { versionFromFlags } from "./go-flags.ts";

interface Module {
  readonly path: string;
  readonly version: string;
}

/** Go's word for a module that was built from a folder: which version that was, nobody wrote down. */
const FROM_FOLDER = "(devel)";
const FLAGS = "build\t-ldflags=";

/**
 * The modules that a Go program is made of: its own, those that it depends on, and the standard library, as `go version -m`
 * lists them (runtime/debug, ParseBuildInfo). What replaced a module is in the program, and not what it replaced.
 */
export function goPackages({ goVersion, modules }: GoBuildInfo): ParsedFile {
  const log = new ProblemLog();
  const packages: FoundPackage[] = [{ type: "golang", name: "stdlib", version: standardVersion(goVersion) }];
  const lines = modules.split("\n");
  const flags = lines.find((line) => line.startsWith(FLAGS))?.slice(FLAGS.length) ?? "";
  for (const [index, line] of lines.entries()) {
    const [kind, path = "", version = ""] = line.split("\t", 3);
    if (kind !== "mod" && kind !== "dep") continue;
    if (path === "") {
      log.add("malformed", `a line "${kind}" of Go's build information names no module.`);
      continue;
    }
    if (packages.length === LIMITS.filePackages) {
      log.add("limit", `more than ${LIMITS.filePackages} Go modules; the rest was not read.`);
      break;
    }
    const replacement = replacementIn(lines[index + 1]);
    const module = replacement === undefined ? { path, version } : replaced({ path, version }, replacement);
    const known = module.version === FROM_FOLDER ? "" : module.version;
    const told = kind === "mod" && known === "" ? versionFromFlags(flags, path) : undefined;
    packages.push({
      type: "golang",
      name: decodeUtf8(module.path).text,
      version: decodeUtf8(told ?? known).text,
    });
  }
  return { packages, problems: log.problems() };
}

function replacementIn(line: string | undefined): Module | undefined {
  const [kind, path = "", version = ""] = line?.split("\t", 3) ?? [];
  return kind === "=>" && path !== "" ? { path, version } : undefined;
}

/** Replaced by a folder, the module keeps its name, since that is what the program imports; its version says nothing any more. */
function replaced(module: Module, by: Module): Module {
  const isFolder = by.version === "" || by.version === FROM_FOLDER;
  return isFolder ? { path: module.path, version: "" } : by;
}

/**
 * `go1.22.3 X:boringcrypto` is 1.22.3, as is `go1.26.8-X:jsonv2` of newer linkers: experiments are no part of a version.
 * `devel go1.23-8c2d Tue Jan 2` is 1.23-8c2d.
 */
function standardVersion(goVersion: string): string {
  const word = goVersion.split(" ").find((one) => /^go\d/.test(one));
  const [version = ""] = word?.slice("go".length).split("-X:", 1) ?? [];
  return decodeUtf8(version).text;
}
